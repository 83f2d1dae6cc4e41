//! Which elements the registry holds, or can work out from what it holds.

use std::collections::BTreeSet;

use catalog::element::{Dictionary, ElementNo, no};
use catalog::source::Sources;

use super::item::{Core, Item};

/// What is worked out from other elements: sex, birth date and age from the identity number, the
/// area from the place in the area tree, names and codes of areas from each other.
const WORKED_OUT: [u16; 10] = [
    7, 8, 9, // 性别, 出生日期, 年龄
    3, // 证件类型: an identity number is one
    28, 30, // 区划代码
    37, 38, 39, 40, // 行政区划, 街道, 社区, 社区代码
];

/// Elements that the shipped sources have agreed to hand over, and what follows from them.
#[must_use]
pub fn by_sources() -> BTreeSet<ElementNo> {
    let sources = Sources::shipped();
    let dictionary = Dictionary::shipped();
    let named = sources
        .all()
        .iter()
        .filter(|source| !source.made_here)
        .flat_map(|source| source.columns.values().chain(&source.required))
        .filter_map(|id| dictionary.by_id(id))
        .map(|element| element.no);
    let ranked = sources.rank_table().iter().map(|row| row.element);
    let mut held: BTreeSet<ElementNo> = named
        .chain(ranked)
        .chain(WORKED_OUT.map(ElementNo))
        .chain([no::ID_NUMBER])
        .collect();
    // An own element is held under the shared one that it is a kind of only within its programme,
    // so the shared one is not added here.
    held.retain(|element| !matches!(element.0, 117 | 122..=125));
    held
}

/// Whether an item is held: its element is, and nothing narrows it to what is not.
pub(super) fn holds(held: &BTreeSet<ElementNo>, item: &Item) -> bool {
    match &item.core {
        Core::Element(element) => held.contains(element) && item.basis.is_plain(),
        Core::Counted { needs, .. } => needs.iter().all(|no| held.contains(no)),
        Core::Words(_) => false,
    }
}
