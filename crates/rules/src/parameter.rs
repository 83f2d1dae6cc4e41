//! Parameters: thresholds and amounts that change by decree, with the day from which each value
//! holds and where it is written.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::value::{Kind, Value};

/// A parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Chinese name, unique.
    pub name: String,
    /// Unit of its numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its values, the earliest first.
    pub values: Vec<Dated>,
}

/// A value from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dated {
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The value.
    pub value: Value,
    /// The document that sets it.
    pub source: String,
    /// What a reader must know: an old amount, one from memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Parameter {
    /// The kind of its values.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.values.first().map(|dated| dated.value.kind()) {
            None | Some(Kind::Number(_)) => Kind::Number(self.unit.clone()),
            Some(kind) => kind,
        }
    }

    /// What holds on a day; `None` before the first value.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Dated> {
        self.values.iter().rfind(|dated| dated.from <= day)
    }
}

/// Parameters by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters {
    all: Vec<Parameter>,
}

static SHIPPED: LazyLock<Parameters> = LazyLock::new(|| {
    Parameters::from_json(include_str!("../data/parameters.json"))
        .expect("the shipped parameters are checked by a test")
});

impl Parameters {
    /// The parameters of the shipped tag rules.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Parameters in any order; values of each are put in order of their days.
    #[must_use]
    pub fn new(mut all: Vec<Parameter>) -> Self {
        for parameter in &mut all {
            parameter.values.sort_by_key(|dated| dated.from);
        }
        Self { all }
    }

    /// Reads a JSON array of parameters.
    ///
    /// # Errors
    /// When the text is not such an array.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Self::new)
    }

    /// These and others; a name that both have means the others'.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        let mut all = others.all.clone();
        all.extend(
            self.all
                .iter()
                .filter(|own| others.get(&own.name).is_none())
                .cloned(),
        );
        Self { all }
    }

    /// Every parameter.
    #[must_use]
    pub fn all(&self) -> &[Parameter] {
        &self.all
    }

    /// The parameter of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Parameter> {
        self.all.iter().find(|parameter| parameter.name == name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_value_of_the_day_holds() {
        let parameters = Parameters::from_json(
            r#"[{"name":"标准","unit":"元","values":[
                {"from":"2026-07-01","value":{"number":2340},"source":"b"},
                {"from":"2025-07-01","value":{"number":2305},"source":"a"}]}]"#,
        )
        .unwrap();
        let standard = parameters.get("标准").unwrap();
        let on = |y, m, d| {
            standard
                .on(NaiveDate::from_ymd_opt(y, m, d).unwrap())
                .map(|dated| dated.source.as_str())
        };
        assert_eq!(on(2025, 6, 30), None);
        assert_eq!(on(2025, 7, 1), Some("a"));
        assert_eq!(on(2026, 6, 30), Some("a"));
        assert_eq!(on(2026, 7, 1), Some("b"));
        assert_eq!(standard.kind(), Kind::Number(Some("元".to_owned())));
    }

    #[test]
    fn every_shipped_value_names_its_source() {
        for parameter in Parameters::shipped().all() {
            assert!(!parameter.values.is_empty(), "{}", parameter.name);
            for dated in &parameter.values {
                assert!(!dated.source.is_empty(), "{}", parameter.name);
                assert!(
                    dated.value.kind().agrees_with(&parameter.kind()),
                    "{}",
                    parameter.name
                );
            }
        }
    }
}
