//! What is missing when a rule cannot be told.

use catalog::element::ElementNo;
use catalog::source::SourceNo;
use serde::{Deserialize, Serialize};

use crate::facts::Entity;
use crate::subject::Relation;
use crate::syntax::words;

/// A fact that is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Of whom; `None` for what is of nobody (a parameter).
    pub of: Option<Entity>,
    /// What.
    pub what: MissingFact,
}

/// What can be missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingFact {
    /// The value of an element.
    Element(ElementNo),
    /// Who belongs to a set.
    Members(Relation),
    /// Whether a tag is carried.
    Tag(String),
    /// Whether a source has a record.
    Source(SourceNo),
    /// A parameter has no value on that day.
    Parameter(String),
    /// No area of that level was asked for.
    OwnArea(String),
    /// Only an area around the wanted one is known.
    NearerArea,
    /// A calculation has no value: division by zero, a span that runs backwards.
    Calculation,
}

impl MissingFact {
    /// As a visit hint: 出生日期, 子女的名单.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Element(element) => words::element_word(*element),
            Self::Members(relation) => format!("{}的名单", relation.word()),
            Self::Tag(name) => format!("是否属于“{name}”"),
            Self::Source(source) => {
                let label = catalog::source::Sources::shipped()
                    .get(*source)
                    .map_or("来源", |source| source.label.as_str());
                format!("{label}有无登记")
            }
            Self::Parameter(name) => format!("参数“{name}”当日的值"),
            Self::OwnArea(word) => format!("{word}是哪里"),
            Self::NearerArea => "更细的区划".to_owned(),
            Self::Calculation => "可以计算的数".to_owned(),
        }
    }
}
