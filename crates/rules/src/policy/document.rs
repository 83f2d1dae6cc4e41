//! The document that a policy was written after, by its parts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A document and the clause that says who is entitled to what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// 文号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The clause, such as 第三条.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The day it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Document {
    /// Name, number, clause and day in one line, as lists and leads show a source. Of a document of
    /// which only the name is known this is its name.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = self.name.trim().to_owned();
        if let Some(number) = said(self.number.as_ref()) {
            line.push_str(&format!("（{number}）"));
        }
        if let Some(clause) = said(self.clause.as_ref()) {
            line.push_str(clause);
        }
        if let Some(day) = self.day {
            line.push_str(&format!("，{day}印发"));
        }
        line
    }
}

fn said(part: Option<&String>) -> Option<&str> {
    part.map(|text| text.trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_known() {
        let mut document = Document {
            name: " 区高龄津贴发放办法".to_owned(),
            ..Document::default()
        };
        assert_eq!(document.line(), "区高龄津贴发放办法");
        document.number = Some("青北民〔2026〕12号".to_owned());
        document.clause = Some("第三条".to_owned());
        document.day = NaiveDate::from_ymd_opt(2026, 12, 1);
        assert_eq!(
            document.line(),
            "区高龄津贴发放办法（青北民〔2026〕12号）第三条，2026-12-01印发"
        );
        document.number = Some(" ".to_owned());
        assert_eq!(document.line(), "区高龄津贴发放办法第三条，2026-12-01印发");
    }
}
