//! What people may be counted by (分组项): areas, sex, age, tags, and every coded element that the
//! caller may ask by. A count by an element says something of it, so the right is that of rules.

use std::collections::HashMap;

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::code_table::CodeTables;
use catalog::element::{DataElement, Dictionary, EntityKind, NEVER_ASKED, ValueKind, no};
use catalog::grade::Grade;
use catalog::problem::Problem;
use query::{GroupBy, UNKNOWN};
use rules::{Condition, Rule, Subject, Term};

use crate::app::App;
use crate::rights::Caller;
use crate::tag::rule;
use crate::view::person::sex_label;
use crate::wire::area::{NO_COMMUNITY, area_name};
use crate::wire::dimension::DimensionView;

/// What everybody may count by who sees people.
static COMMON: [(&str, &str, GroupBy); 5] = [
    ("street", "街道", GroupBy::Street),
    ("community", "社区", GroupBy::Community),
    ("age", "年龄", GroupBy::AgeBand5),
    ("sex", "性别", GroupBy::Sex),
    ("tag", "标签", GroupBy::Tag),
];

/// What of whom nothing is known is called.
const NOT_KNOWN: &str = "不详";

/// What a key means, when the caller may count by it.
///
/// # Errors
/// `group-unknown`; that the element is too sensitive for the caller, or that nothing of it is held.
pub fn dimension(app: &App, caller: &Caller, key: &str) -> Result<GroupBy, Problem> {
    if let Some((.., by)) = COMMON.iter().find(|(common, ..)| *common == key) {
        return Ok(*by);
    }
    let element = Dictionary::shipped()
        .by_id(key)
        .filter(|element| is_grouped(element))
        .ok_or_else(|| {
            Problem::bad_input(
                "group-unknown",
                "请说明按什么分组：community（社区）、street（街道）、sex（性别）、age（年龄段）、\
                 tag（标签），或一个有代码的数据元，例如 education（文化程度）。",
            )
        })?;
    rule::allowed(app, caller, &app.tags(), Subject::Person, &known(element))?;
    Ok(GroupBy::Element(element.no))
}

/// Everything the caller may count by.
pub fn dimensions(app: &App, caller: &Caller) -> Vec<DimensionView> {
    let common = COMMON.iter().map(|(key, label, by)| DimensionView {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        crosses: *by != GroupBy::Tag,
    });
    let tags = app.tags();
    let elements = Dictionary::shipped()
        .all()
        .iter()
        .filter(|element| is_grouped(element))
        .filter(|element| {
            rule::allowed(app, caller, &tags, Subject::Person, &known(element)).is_ok()
        })
        .map(|element| DimensionView {
            key: element.id.clone(),
            label: element.label.clone(),
            crosses: true,
        });
    common.chain(elements).collect()
}

/// What a dimension is called.
pub fn label_of(by: GroupBy) -> String {
    match by {
        GroupBy::Element(element) => Dictionary::shipped()
            .get(element)
            .map(|element| element.label.clone())
            .unwrap_or_default(),
        by => COMMON
            .iter()
            .find(|(.., common)| *common == by)
            .map(|(_, label, _)| (*label).to_owned())
            .unwrap_or_default(),
    }
}

/// What the keys of one count are called, each otherwise: of communities of one name it is told in
/// which street they lie.
pub fn key_labels(areas: &AreaTree, by: GroupBy, keys: &[String]) -> Vec<String> {
    let mut labels: Vec<String> = keys.iter().map(|key| key_label(areas, by, key)).collect();
    let mut times: HashMap<String, usize> = HashMap::new();
    for label in &labels {
        *times.entry(label.clone()).or_default() += 1;
    }
    for (label, key) in labels.iter_mut().zip(keys) {
        let street = key.parse::<AreaCode>().ok().and_then(|code| {
            let street = areas.at_level_above(&code, Level::Street)?;
            (by == GroupBy::Community).then_some(street)
        });
        if let Some(street) = street
            && times.get(label.as_str()).is_some_and(|times| *times > 1)
        {
            *label = format!("{}{label}", street.name);
        }
    }
    labels
}

/// What a key of a count is called.
fn key_label(areas: &AreaTree, by: GroupBy, key: &str) -> String {
    match by {
        GroupBy::Community | GroupBy::Street if key == UNKNOWN => NO_COMMUNITY.to_owned(),
        _ if key == UNKNOWN => NOT_KNOWN.to_owned(),
        GroupBy::Community | GroupBy::Street => area_name(areas, Some(key)),
        GroupBy::Sex => sex_label(key).to_owned(),
        GroupBy::AgeBand5 | GroupBy::Tag => key.to_owned(),
        GroupBy::Element(element) => Dictionary::shipped()
            .get(element)
            .map_or_else(|| key.to_owned(), |element| code_label(element, key)),
    }
}

fn code_label(element: &DataElement, code: &str) -> String {
    if element.kind == ValueKind::YesNo {
        return if code == "1" { "是" } else { "否" }.to_owned();
    }
    let table = element.code_table.as_deref();
    let table = table.and_then(|id| CodeTables::shipped().get(id));
    table
        .and_then(|table| table.label_of(code))
        .unwrap_or(code)
        .to_owned()
}

/// Whether people fall into few groups by an element. Sex stands among what is common.
fn is_grouped(element: &DataElement) -> bool {
    matches!(element.kind, ValueKind::Code | ValueKind::YesNo)
        && element.entity == EntityKind::Person
        && !element.derived
        && element.no != no::SEX
        && !NEVER_ASKED.contains(&element.no)
}

/// Of fewer people a count by something graded L4 would say whose value it is.
const CROWD: u64 = 10;

/// Refuses to say by what is graded L4 how few people fall apart: one value of one person is shown on
/// their page, for a purpose that is kept.
///
/// # Errors
/// `group-too-few`.
pub fn require_crowd(by: &[GroupBy], people: u64) -> Result<(), Problem> {
    let guarded = by.iter().find_map(|by| match by {
        GroupBy::Element(element) => Dictionary::shipped()
            .get(*element)
            .filter(|element| element.grade >= Grade::L4),
        _ => None,
    });
    match guarded {
        Some(element) if (1..CROWD).contains(&people) => Err(Problem::forbidden(
            "group-too-few",
            format!(
                "只有{people}人，按“{}”分组会看出是谁。请放宽条件到{CROWD}人以上，或者到个人页面写明用途后查看。",
                element.label
            ),
        )),
        _ => Ok(()),
    }
}

/// The rule that asks whether a value is held: who may not ask it may not count by it either.
fn known(element: &DataElement) -> String {
    let rule = Rule {
        subject: Subject::Person,
        condition: Condition::Known(Term::field(element.no)),
    };
    rule.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communities_of_one_name_are_told_apart_by_their_streets() {
        let keys = ["310151112208", "310151116217", "310151101001", UNKNOWN].map(str::to_owned);
        let labels = key_labels(AreaTree::shipped(), GroupBy::Community, &keys);
        let names: Vec<&str> = labels.iter().map(String::as_str).collect();
        let [one, other, alone, none] = names[..] else {
            panic!("a label a key: {labels:?}");
        };
        assert!(one.ends_with("镇团结村村委会"), "{one}");
        assert!(other.ends_with("镇团结村村委会"), "{other}");
        assert_ne!(one, other);
        let name = &AreaTree::shipped()
            .get(&keys[2].parse().expect("a code"))
            .expect("an area")
            .name;
        assert_eq!((alone, none), (name.as_str(), NO_COMMUNITY));
    }
}
