//! How old a value may become before it counts as not verified (鲜活度), and which values somebody
//! on the spot can confirm.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::element::{Dictionary, ElementNo};
use crate::survivorship::EpochDay;

/// The maximum age of a kind of value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxAge {
    /// Days after which the value counts as stale.
    pub days: i32,
    /// Where the rule comes from, in Chinese.
    pub rule: String,
    /// Whether somebody on the spot can confirm it: a phone yes, an identity number no.
    pub confirmable: bool,
}

/// The maximum ages of all elements that have one.
#[derive(Debug)]
pub struct Freshness(FxHashMap<ElementNo, MaxAge>);

/// The file format of `data/freshness.json`.
#[derive(Debug, Deserialize)]
struct FreshnessFile {
    elements: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Line {
    /// Element ids.
    elements: Vec<String>,
    days: i32,
    rule: String,
    confirmable: bool,
}

static SHIPPED: LazyLock<Freshness> = LazyLock::new(|| {
    Freshness::from_json(include_str!("../data/freshness.json"))
        .expect("the shipped ages are checked by a test")
});

impl Freshness {
    /// The maximum ages that ship with Linli.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads maximum ages.
    ///
    /// # Errors
    /// When the text is not of that form.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let file: FreshnessFile = serde_json::from_str(text)?;
        let dictionary = Dictionary::shipped();
        let mut ages = FxHashMap::default();
        for line in file.elements {
            for id in &line.elements {
                if let Some(element) = dictionary.by_id(id) {
                    ages.insert(
                        element.no,
                        MaxAge {
                            days: line.days,
                            rule: line.rule.clone(),
                            confirmable: line.confirmable,
                        },
                    );
                }
            }
        }
        Ok(Self(ages))
    }

    /// The maximum age of an element; none for what does not change by itself.
    #[must_use]
    pub fn max_age(&self, element: ElementNo) -> Option<&MaxAge> {
        self.0.get(&element)
    }

    /// The maximum age in days of an element that somebody on the spot can confirm.
    #[must_use]
    pub fn confirmable(&self, element: ElementNo) -> Option<i32> {
        self.0
            .get(&element)
            .filter(|age| age.confirmable)
            .map(|age| age.days)
    }

    /// Whether a value last heard of on a day is past its maximum age today.
    #[must_use]
    pub fn is_stale(&self, element: ElementNo, as_of: EpochDay, today: EpochDay) -> bool {
        self.max_age(element)
            .is_some_and(|age| today.saturating_sub(as_of) > age.days)
    }
}

/// How long something has not been verified, in words: 超过一年未核实.
#[must_use]
pub fn stale_words(days: i32) -> String {
    match days {
        ..=183 => "超过规定时限未核实".to_owned(),
        184..=365 => "超过半年未核实".to_owned(),
        366..=730 => "超过一年未核实".to_owned(),
        _ => format!("超过{}年未核实", days / 365),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::element::no;

    #[test]
    fn every_line_names_elements_a_rule_and_an_age() {
        let file: FreshnessFile =
            serde_json::from_str(include_str!("../data/freshness.json")).unwrap();
        let mut seen = Vec::new();
        for line in &file.elements {
            assert!(line.days >= 30 && line.rule.chars().count() > 8);
            for id in &line.elements {
                assert!(Dictionary::shipped().by_id(id).is_some(), "{id}");
                assert!(!seen.contains(id), "{id} twice");
                seen.push(id.clone());
            }
        }
    }

    #[test]
    fn a_phone_grows_stale_and_a_birth_date_does_not() {
        let ages = Freshness::shipped();
        assert!(!ages.is_stale(no::PHONE, 1_000, 1_365));
        assert!(ages.is_stale(no::PHONE, 1_000, 1_366));
        assert!(!ages.is_stale(no::BIRTH_DATE, 0, 90_000));
        assert_eq!(ages.confirmable(no::PHONE), Some(365));
        assert_eq!(ages.confirmable(no::NAME), None);
        assert_eq!(ages.confirmable(no::ID_NUMBER), None);
    }

    #[test]
    fn words_say_how_long() {
        assert_eq!(stale_words(200), "超过半年未核实");
        assert_eq!(stale_words(365), "超过半年未核实");
        assert_eq!(stale_words(366), "超过一年未核实");
        assert_eq!(stale_words(800), "超过2年未核实");
    }
}
