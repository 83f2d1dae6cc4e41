//! A rule: a condition about a subject, in text and JSON.

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::check;
use crate::condition::Condition;
use crate::subject::Subject;
use crate::syntax::{Fault, parse};
use crate::vocabulary::Vocabulary;

/// The version of the JSON form.
pub const JSON_VERSION: u32 = 1;

/// A condition about people, dwellings or places.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it decides about.
    pub subject: Subject,
    /// When it holds.
    pub condition: Condition,
}

/// The JSON form.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    subject: Subject,
    condition: Condition,
}

impl Rule {
    /// Reads and checks a rule's text.
    ///
    /// # Errors
    /// The first mistake with its line and column.
    pub fn parse(text: &str, subject: Subject, vocabulary: &Vocabulary) -> Result<Self, Fault> {
        let raw = parse(text)?;
        Ok(Self {
            subject,
            condition: check::condition(text, &raw, vocabulary, subject)?,
        })
    }

    /// The canonical text.
    #[must_use]
    pub fn text(&self) -> String {
        self.condition.text()
    }

    /// The JSON form.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let document = Document {
            version: JSON_VERSION,
            subject: self.subject,
            condition: self.condition.clone(),
        };
        serde_json::to_value(document).unwrap_or_default()
    }

    /// Reads and checks the JSON form. It passes through the same checker as text, so nothing can
    /// be said in JSON that the language refuses.
    ///
    /// # Errors
    /// `rule-json-invalid`, `rule-json-version`, and what [`Rule::parse`] refuses, with the place
    /// in the canonical text.
    pub fn from_json(json: &serde_json::Value, vocabulary: &Vocabulary) -> Result<Self, Problem> {
        let version = json.get("version").and_then(serde_json::Value::as_u64);
        if version.is_some_and(|version| version != u64::from(JSON_VERSION)) {
            return Err(Problem::bad_input(
                "rule-json-version",
                "规则的版本不是本系统支持的版本，请升级后再导入，或改用文字规则。",
            ));
        }
        let document: Document = serde_json::from_value(json.clone()).map_err(|error| {
            Problem::bad_input(
                "rule-json-invalid",
                format!("规则的JSON格式不对（{error}），请改用文字规则。"),
            )
        })?;
        Ok(Self::parse(
            &document.condition.text(),
            document.subject,
            vocabulary,
        )?)
    }
}
