//! The territory (辖区): the area an installation serves, by the names that addresses call it.
//!
//! All areas of the tree are known by name, so that `上海市崇明区` is recognised in Qingdao too; but
//! only what lies in the installation's root area, or what it lies in itself, is its own.

use std::sync::LazyLock;

use catalog::area::{Area, AreaCode, AreaTree, Level};
use rustc_hash::FxHashMap;

/// The names of a territory.
#[derive(Debug)]
pub struct Territory {
    /// Provinces it lies in.
    pub(crate) provinces: Vec<String>,
    /// Cities of the tree.
    pub(crate) cities: Vec<City>,
    /// Counties of the tree.
    pub(crate) counties: Vec<County>,
    /// Its streets.
    pub(crate) streets: ByFirst,
    /// Its communities.
    pub(crate) communities: ByFirst,
    /// Names of its communities without the kind of the unit.
    pub(crate) stems: ByFirst,
}

/// A city of the area tree.
#[derive(Debug)]
pub(crate) struct City {
    pub name: String,
    /// It lies in the territory, or the territory in it.
    pub ours: bool,
}

/// A county of the area tree.
#[derive(Debug)]
pub(crate) struct County {
    pub name: String,
    pub code: AreaCode,
    /// It lies in the territory, or the territory in it, and its communities are known.
    pub ours: bool,
}

/// Names by their first character, longest first.
pub(crate) type ByFirst = FxHashMap<char, Vec<String>>;

static SHIPPED: LazyLock<Territory> = LazyLock::new(|| Territory::new(AreaTree::shipped(), None));

impl Territory {
    /// The territory of a root area; of the whole tree without one.
    #[must_use]
    pub fn new(tree: &AreaTree, root: Option<&AreaCode>) -> Self {
        let ours = |area: &Area| {
            root.is_none_or(|root| {
                tree.is_within(&area.code, root) || tree.is_within(root, &area.code)
            })
        };
        let at = |level| tree.all().iter().filter(move |area| area.level == level);
        let names = |level| {
            longest_first(
                at(level)
                    .filter(|area| ours(area))
                    .map(|area| area.name.clone()),
            )
        };
        Self {
            provinces: names(Level::Province),
            cities: at(Level::City)
                .map(|area| City {
                    name: area.name.clone(),
                    ours: ours(area),
                })
                .collect(),
            counties: at(Level::District)
                .map(|area| County {
                    name: area.name.clone(),
                    code: area.code,
                    ours: ours(area) && !tree.communities_under(&area.code).is_empty(),
                })
                .collect(),
            streets: by_first(names(Level::Street)),
            communities: by_first(names(Level::Community)),
            stems: by_first(longest_first(
                at(Level::Community)
                    .filter(|area| ours(area))
                    .filter_map(|area| stem(&area.name))
                    .map(str::to_owned),
            )),
        }
    }

    /// The territory of all areas that Linli ships.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }
}

fn longest_first(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
    names.dedup();
    names
}

/// The name of a community without its committee. Those of a 社区 have none: they are written with
/// that word, and without it they are names of roads.
fn stem(name: &str) -> Option<&str> {
    ["居民委员会", "居委会", "村民委员会", "村委会"]
        .into_iter()
        .find_map(|end| name.strip_suffix(end))
        .filter(|stem| stem.chars().count() >= 2 && !stem.ends_with("社区"))
}

/// Sorts names by their first character.
fn by_first(names: Vec<String>) -> ByFirst {
    let mut sorted = ByFirst::default();
    for name in names {
        if let Some(first) = name.chars().next() {
            sorted.entry(first).or_default().push(name);
        }
    }
    sorted
}

/// The longest name that a text starts with.
pub(crate) fn known_name<'a>(names: &'a ByFirst, text: &str) -> Option<&'a str> {
    let first = text.chars().next()?;
    names
        .get(&first)?
        .iter()
        .find(|name| text.starts_with(name.as_str()))
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_area_decides_what_is_ours() {
        let tree = AreaTree::shipped();
        let root = "370203".parse().ok();
        let qingdao = Territory::new(tree, root.as_ref());
        let is_ours = |territory: &Territory, name: &str| {
            territory
                .counties
                .iter()
                .any(|county| county.name == name && county.ours)
        };
        assert!(is_ours(&qingdao, "市北区"));
        assert!(!is_ours(&qingdao, "崇明区"));
        assert!(is_ours(Territory::shipped(), "崇明区"));
        assert!(known_name(&qingdao.streets, "城桥镇1号").is_none());
        assert_eq!(
            known_name(&Territory::shipped().streets, "城桥镇1号"),
            Some("城桥镇")
        );
    }
}
