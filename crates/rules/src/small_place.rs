//! 九小场所: what has to be known of a place of each kind before the tag can be told, and the limit of
//! each. The tag's rule decides; this is for whoever asks for the sizes and says why. A test holds the
//! two together.

use catalog::code_table::{CodeEntry, CodeTables};
use catalog::element::{Dictionary, ElementNo, no};
use chrono::NaiveDate;

use crate::parameter::{Dated, Parameter, Parameters};
use crate::value::Value;

/// The tag.
pub const TAG: &str = "九小场所";

/// Words by which the name of a kindergarten is known, as the rule has them.
const KINDERGARTENS: [&str; 3] = ["幼儿园", "托儿所", "托育"];

/// Something that has to be known of a place of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Id of the element.
    element: &'static str,
    /// The parameter that limits it; none where it only says which limit counts.
    limit: Option<&'static str>,
    /// Whether the limit itself is still small: the third floor is, the hundredth seat is not.
    up_to: bool,
}

/// A limit on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// The number.
    pub number: f64,
    /// In words: 少于100座.
    pub words: String,
    /// The document that sets it.
    pub source: String,
    up_to: bool,
}

const fn below(element: &'static str, limit: &'static str) -> Size {
    Size {
        element,
        limit: Some(limit),
        up_to: false,
    }
}

/// The sizes of each kind, by its code in table `small-place`.
const SIZES: [(&str, &[Size]); 9] = [
    ("1", &[below("site_area", "九小购物场所面积上限")]),
    ("2", &[below("seats", "九小餐饮场所座位上限")]),
    ("3", &[below("beds", "九小住宿场所床位上限")]),
    (
        "4",
        &[
            Size {
                element: "site_floor",
                limit: Some("九小公共娱乐场所楼层上限"),
                up_to: true,
            },
            below("site_area", "九小公共娱乐场所面积上限"),
        ],
    ),
    ("5", &[below("site_area", "九小休闲健身场所面积上限")]),
    ("6", &[below("beds", "九小医疗场所床位上限")]),
    (
        "7",
        &[
            Size {
                element: "boarding",
                limit: None,
                up_to: false,
            },
            below("beds", "九小寄宿制学校床位上限"),
            below("pupils", "九小非寄宿制学校人数上限"),
        ],
    ),
    (
        "8",
        &[
            below("employees", "九小生产加工企业人数上限"),
            below("lodgers", "九小生产加工企业住宿人数上限"),
        ],
    ),
    ("9", &[below("site_area", "九小易燃易爆场所面积上限")]),
];

/// The kinds, in the order of the code table; the one that is none of the nine has no sizes.
pub fn kinds() -> impl Iterator<Item = (&'static CodeEntry, &'static [Size])> {
    let table = CodeTables::shipped().get("small-place");
    table
        .map(|table| table.entries.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|entry| (entry, sizes(&entry.code)))
}

/// What has to be known of a place of a kind.
#[must_use]
pub fn sizes(kind: &str) -> &'static [Size] {
    SIZES
        .iter()
        .find(|(code, _)| *code == kind)
        .map_or(&[], |(_, sizes)| sizes)
}

impl Size {
    /// The element.
    #[must_use]
    pub fn element(&self) -> Option<ElementNo> {
        Dictionary::shipped()
            .by_id(self.element)
            .map(|element| element.no)
    }

    /// Whether it counts at all of a place of which this is held: beds of schools that board, pupils
    /// of those that do not.
    #[must_use]
    pub fn counts<'a>(&self, held: impl Fn(&str) -> Option<&'a str>) -> bool {
        match (self.limit, held("boarding")) {
            (Some("九小寄宿制学校床位上限"), Some(boards)) => boards == "1",
            (Some("九小非寄宿制学校人数上限"), Some(boards)) => boards == "0",
            _ => true,
        }
    }

    /// The limit on a day for a place of a name.
    #[must_use]
    pub fn limit(&self, name: &str, parameters: &Parameters, today: NaiveDate) -> Option<Limit> {
        let kindergarten = KINDERGARTENS.iter().any(|word| name.contains(word));
        let parameter = match self.limit? {
            "九小非寄宿制学校人数上限" if kindergarten => "九小非寄宿制幼儿园人数上限",
            other => other,
        };
        let parameter = parameters.get(parameter)?;
        self.limit_of(parameter, parameter.on(today)?)
    }

    fn limit_of(&self, parameter: &Parameter, dated: &Dated) -> Option<Limit> {
        let Value::Number(number) = dated.value else {
            return None;
        };
        let word = if self.up_to { "不超过" } else { "少于" };
        Some(Limit {
            number,
            words: format!(
                "{word}{number}{}",
                parameter.unit.as_deref().unwrap_or_default()
            ),
            source: dated.source.clone(),
            up_to: self.up_to,
        })
    }

    /// Whether a dormitory without anybody in it is none: then its limit says nothing.
    #[must_use]
    pub fn says_nothing(&self, number: f64) -> bool {
        Dictionary::shipped()
            .get(no::LODGERS)
            .is_some_and(|element| element.id == self.element)
            && number < 1.0
    }
}

impl Limit {
    /// Whether a number is within the limit.
    #[must_use]
    pub fn holds(&self, number: f64) -> bool {
        number < self.number || (self.up_to && number <= self.number && number >= 1.0)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::shipped::tag_cases;
    use crate::tag_case::TagCase;
    use crate::truth::Truth;

    fn answer(kind: &str, held: &[(&str, String)]) -> (Truth, Vec<String>) {
        let label = |id: &str| Dictionary::shipped().by_id(id).unwrap().label.clone();
        let mut facts: BTreeMap<String, String> = held
            .iter()
            .map(|(id, text)| (label(id), text.clone()))
            .collect();
        facts.insert(label("small_kind"), kind.to_owned());
        facts.insert(label("place_name"), "兴隆".to_owned());
        let case = TagCase {
            name: String::new(),
            today: None,
            facts,
            sources: BTreeSet::new(),
            kin: BTreeMap::new(),
            expect: Truth::Unknown,
            missing: Vec::new(),
        };
        tag_cases().answer(TAG, &case).unwrap()
    }

    #[test]
    fn the_rule_asks_for_these_sizes_and_has_these_limits() {
        let today = tag_cases().today;
        let mut kinds_seen = 0;
        for (entry, sizes) in kinds().filter(|(entry, _)| entry.code != "0") {
            kinds_seen += 1;
            let (truth, missing) = answer(&entry.label, &[]);
            assert_eq!(truth, Truth::Unknown, "{}", entry.label);
            let label = |size: &Size| {
                let element = Dictionary::shipped().get(size.element().unwrap()).unwrap();
                element.label.clone()
            };
            let asked: BTreeSet<String> = sizes.iter().map(label).collect();
            assert_eq!(missing.into_iter().collect::<BTreeSet<_>>(), asked);
            // At the limit it is no more, one below it still is.
            let limits: Vec<(&Size, Limit)> = sizes
                .iter()
                .filter_map(|size| Some((size, size.limit("兴隆", Parameters::shipped(), today)?)))
                .collect();
            let with = |shift: f64| -> Vec<(&str, String)> {
                let number = |limit: &Limit| {
                    let inside = if limit.up_to { 0.0 } else { -1.0 };
                    (limit.number + inside + shift).to_string()
                };
                limits
                    .iter()
                    .map(|(size, limit)| (size.element, number(limit)))
                    .collect()
            };
            for boards in ["是", "否"] {
                for (shift, truth) in [(0.0, Truth::True), (1.0, Truth::False)] {
                    let mut held = with(shift);
                    if entry.code == "7" {
                        held.push(("boarding", boards.to_owned()));
                    }
                    assert_eq!(answer(&entry.label, &held).0, truth, "{held:?}");
                }
            }
        }
        assert_eq!(kinds_seen, 9);
        assert_eq!(answer("不属于九类", &[]).0, Truth::False);
    }

    #[test]
    fn a_kindergarten_has_a_limit_of_its_own() {
        let pupils = sizes("7")[2];
        let limit = |name| pupils.limit(name, Parameters::shipped(), tag_cases().today);
        let limit = |name| limit(name).unwrap();
        assert_eq!(limit("小星星幼儿园").words, "少于100人");
        assert_eq!(limit("第一小学").words, "少于500人");
        assert!(limit("第一小学").holds(499.0) && !limit("第一小学").holds(500.0));
        let boards = |text: &'static str| move |id: &str| (id == "boarding").then_some(text);
        assert!(pupils.counts(boards("0")) && !pupils.counts(boards("1")));
    }
}
