//! The same item in different forms, and what only looks the same.

use std::collections::{BTreeMap, BTreeSet};

use catalog::title::Tier;
use serde::Serialize;

use super::Place;
use super::basis::Basis;
use super::decision::Settled;
use super::item::{Core, Item, label, looks};
use super::read::ReadColumn;

/// One item that several forms ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Twin {
    /// Its name.
    pub item: String,
    /// The shared element, where it has one.
    pub element: Option<String>,
    /// `auto`: the same, they are merged. `ask`: a person has to say so.
    pub tier: Tier,
    /// How it is written in the forms.
    pub titles: BTreeSet<String>,
    /// How many forms ask it.
    pub forms: usize,
    /// Every place where it is asked.
    pub places: Vec<Place>,
    /// Why, in Chinese.
    pub reason: String,
}

/// Titles that look the same and are not: never merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lookalike {
    /// What they have in common.
    pub looks: String,
    /// In what they differ: 人群范围, 统计时点, 计量方式, 所属业务, 数据元.
    pub differs: BTreeSet<String>,
    /// The items, each with its titles.
    pub variants: Vec<Variant>,
    /// One Chinese sentence.
    pub reason: String,
}

/// One of several look-alikes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The item.
    pub item: String,
    /// Its 口径; empty where nothing narrows it.
    pub basis: String,
    /// How it is written.
    pub titles: BTreeSet<String>,
    /// Places where it is asked.
    pub places: Vec<Place>,
}

/// A merge that is proposed: from now on the item is asked once and filled in everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merge {
    /// The item.
    pub item: String,
    /// The shared element.
    pub element: Option<String>,
    /// How it is written in the forms.
    pub titles: BTreeSet<String>,
    /// Columns that become one.
    pub places: Vec<Place>,
    /// Columns less.
    pub saves: usize,
}

/// A column with what was read in it.
pub(super) struct Found<'a> {
    pub place: Place,
    pub title: &'a str,
    pub path: Vec<String>,
    pub read: &'a ReadColumn,
}

/// Groups columns by item; a group of several forms is a twin.
pub(super) fn twins(found: &[Found<'_>], told: &Settled<'_>) -> Vec<Twin> {
    let mut groups: BTreeMap<Item, Vec<&Found<'_>>> = BTreeMap::new();
    for column in found {
        if let Some(item) = &column.read.item {
            groups
                .entry(told.item(item, column.title, column.place.form))
                .or_default()
                .push(column);
        }
    }
    let mut twins: Vec<Twin> = groups
        .into_iter()
        .filter_map(|(item, members)| twin(&item, &members, told))
        .collect();
    twins.sort_by(|one, two| {
        two.forms
            .cmp(&one.forms)
            .then_with(|| one.item.cmp(&two.item))
    });
    twins
}

fn twin(item: &Item, members: &[&Found<'_>], told: &Settled<'_>) -> Option<Twin> {
    let forms: BTreeSet<usize> = members.iter().map(|member| member.place.form).collect();
    if forms.len() < 2 {
        return None;
    }
    let titles: BTreeSet<String> = members
        .iter()
        .map(|member| member.title.to_owned())
        .collect();
    let (tier, reason) = match &item.core {
        _ if told.says(&titles) == Some(true) => (Tier::Auto, "由人工确认为同一项".to_owned()),
        Core::Element(element) => (
            Tier::Auto,
            format!("都是数据元“{}”，人群、时点和计量方式一致", label(*element)),
        ),
        Core::Words(_) | Core::Counted { .. } => (
            Tier::Ask,
            "写法和口径一致，但没有对应的数据元，请确认是否同一项".to_owned(),
        ),
    };
    Some(Twin {
        item: item.label(),
        element: element_label(&item.core),
        tier,
        titles,
        forms: forms.len(),
        places: members.iter().map(|member| member.place).collect(),
        reason,
    })
}

fn element_label(core: &Core) -> Option<String> {
    match core {
        Core::Element(element) => {
            let element = catalog::element::Dictionary::shipped().get(*element)?;
            Some(element.shared().unwrap_or(element).label.clone())
        }
        Core::Words(_) | Core::Counted { .. } => None,
    }
}

/// Merges of sure twins.
pub(super) fn merges(twins: &[Twin]) -> Vec<Merge> {
    twins
        .iter()
        .filter(|twin| twin.tier == Tier::Auto)
        .map(|twin| Merge {
            item: twin.item.clone(),
            element: twin.element.clone(),
            titles: twin.titles.clone(),
            places: twin.places.clone(),
            saves: twin.places.len() - 1,
        })
        .collect()
}

/// Pairs of elements that people take for one another though they never are the same.
const FAMILIES: [(&str, &[u16]); 14] = [
    ("地址", &[13, 27, 29, 91, 12]),
    ("区划代码", &[28, 30, 40]),
    ("姓名", &[1, 4, 48, 108, 111]),
    ("身份号码", &[2, 5, 49]),
    ("电话", &[24, 26, 50, 94, 109]),
    ("人口数", &[35, 36]),
    ("残疾", &[77, 78, 79, 80]),
    ("发放金额", &[65, 126, 128]),
    ("发放与停发", &[66, 67, 127, 136]),
    ("失业登记", &[88, 129]),
    ("党员时间", &[102, 103]),
    ("参保", &[60, 61, 130]),
    ("单位", &[22, 89]),
    ("负责人", &[92, 93, 123]),
];

/// What looks the same and is not; what people have decided about is no question any more.
pub(super) fn lookalikes(found: &[Found<'_>], told: &Settled<'_>) -> Vec<Lookalike> {
    let mut groups: BTreeMap<Core, BTreeMap<Item, Vec<&Found<'_>>>> = BTreeMap::new();
    for column in found {
        let Some(item) = &column.read.item else {
            continue;
        };
        for core in looks(column.read, &column.path) {
            let group = groups.entry(core).or_default();
            let item = told.item(item, column.title, column.place.form);
            group.entry(item).or_default().push(column);
        }
    }
    let mut answers: Vec<Lookalike> = groups
        .iter()
        .filter(|(_, items)| items.len() > 1)
        .map(|(core, items)| lookalike(core_name(core), items))
        .collect();
    answers.extend(families(found));
    answers.retain(|answer| {
        let titles: BTreeSet<String> = answer
            .variants
            .iter()
            .flat_map(|variant| variant.titles.iter().cloned())
            .collect();
        told.says(&titles).is_none()
    });
    answers
}

fn core_name(core: &Core) -> String {
    match core {
        Core::Element(element) => label(*element).to_owned(),
        Core::Words(words) | Core::Counted { words, .. } => words.clone(),
    }
}

fn lookalike(looks: String, items: &BTreeMap<Item, Vec<&Found<'_>>>) -> Lookalike {
    let keys: Vec<&Item> = items.keys().collect();
    let mut differs = BTreeSet::new();
    for pair in keys.windows(2) {
        let (one, two) = (pair[0], pair[1]);
        differs.extend(
            one.basis
                .differs(&two.basis)
                .iter()
                .map(|facet| facet.label().to_owned()),
        );
        if one.within != two.within {
            differs.insert("所属业务".to_owned());
        }
        if one.core != two.core {
            differs.insert("是否同一数据元".to_owned());
        }
    }
    let list: Vec<&str> = differs.iter().map(String::as_str).collect();
    Lookalike {
        reason: format!(
            "都像“{looks}”，但{}不同，不合并；确属同一项的请人工确认",
            list.join("、")
        ),
        variants: items
            .iter()
            .map(|(item, members)| variant(item.label(), &item.basis, members))
            .collect(),
        looks,
        differs,
    }
}

fn variant(item: String, basis: &Basis, members: &[&Found<'_>]) -> Variant {
    Variant {
        item,
        basis: basis.text(),
        titles: members
            .iter()
            .map(|member| member.title.to_owned())
            .collect(),
        places: members.iter().map(|member| member.place).collect(),
    }
}

/// Elements that are taken for one another, where several of them are asked.
fn families<'a>(found: &'a [Found<'a>]) -> impl Iterator<Item = Lookalike> + 'a {
    FAMILIES.iter().filter_map(move |(name, elements)| {
        let mut items: BTreeMap<Item, Vec<&Found<'_>>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for column in found {
            let (Some(item), Some(element)) = (&column.read.item, column.read.element) else {
                continue;
            };
            if elements.contains(&element.0) {
                seen.insert(element);
                items.entry(item.clone()).or_default().push(column);
            }
        }
        if seen.len() < 2 {
            return None;
        }
        let mut answer = lookalike((*name).to_owned(), &items);
        answer.differs.insert("数据元".to_owned());
        answer.reason = format!("写法相近，但是不同的数据元（{name}），不合并");
        Some(answer)
    })
}
