//! From a column title as written to the data element it asks for.
//!
//! Precision comes first: a column that is taken for the wrong element does more harm than one
//! that somebody must point at. So a title is matched by itself only when all of it is known: it is
//! written as it was seen in real forms, or it is made of synonyms, roles and words that change
//! nothing. What is known in part is asked; and a title about another person (监护人, 法人, 配偶 …)
//! never falls back to the element of the row's own person.

use serde::{Deserialize, Serialize};

use crate::element::{DataElement, Dictionary, ElementNo, EntityKind};
use crate::source::Source;

mod agreed;
mod compose;
mod ending;
mod evidence;
mod homonym;
mod lexicon;
mod normalise;
mod plain;
mod respelt;
mod role;
mod words;

pub use normalise::{ReadTitle, normalise, read_title};

use evidence::Evidence;

/// Whether a title means different things in different tables (类别, 金额, 地址), so that what it
/// means in one says nothing of another.
#[must_use]
pub fn depends_on_table(title: &str) -> bool {
    homonym::is_asked(&normalise(title))
}

/// What to do with a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// No match.
    None,
    /// Shown to a person, who confirms or changes it.
    Ask,
    /// Used as it is.
    Auto,
}

impl Tier {
    /// The tier of a confidence.
    #[must_use]
    pub fn of(confidence: f32) -> Self {
        if confidence >= AUTO_FLOOR {
            Self::Auto
        } else if confidence >= ASK_FLOOR {
            Self::Ask
        } else {
            Self::None
        }
    }
}

const AUTO_FLOOR: f32 = 0.9;
const ASK_FLOOR: f32 = 0.5;

/// The element a title asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TitleMatch {
    /// The element.
    pub element: ElementNo,
    /// 0 to 1.
    pub confidence: f32,
    /// What to do with it; never `None` in an answer of `match_title`.
    pub tier: Tier,
    /// Why, in Chinese.
    pub reason: String,
}

/// What is known about a column.
#[derive(Debug, Clone, Copy, Default)]
pub struct TitleContext<'a> {
    /// Header path, top first; the last one is the title itself.
    pub path: &'a [String],
    /// The source of the table, when known.
    pub source: Option<&'a Source>,
    /// Up to 20 raw values of the column.
    pub samples: &'a [String],
    /// Titles of the other columns of the table.
    pub siblings: &'a [String],
    /// The table's own title and the department that asks.
    pub about: &'a [String],
}

/// Finds the element a column asks for; `None` when there is none or it would be a guess.
#[must_use]
pub fn match_title(ctx: &TitleContext<'_>) -> Option<TitleMatch> {
    let words: Vec<ReadTitle> = ctx
        .path
        .iter()
        .map(|title| read_title(title))
        .filter(|read| !read.text.is_empty())
        .collect();
    let (title, above) = words.split_last()?;
    let siblings: Vec<String> = ctx.siblings.iter().map(|title| normalise(title)).collect();
    let about: Vec<String> = ctx.about.iter().map(|title| normalise(title)).collect();
    let around = words::Around {
        siblings: &siblings,
        about: &about,
        samples: ctx.samples,
    };
    let found = match ctx
        .source
        .and_then(|source| agreed::find(source, title, above))
    {
        Some(candidate) => Found::Element(candidate),
        None => words::find(title, above, &around),
    };
    let candidate = match found {
        Found::Element(candidate) => candidate,
        Found::SomebodyElse => return None,
        Found::Nothing => words::by_values_alone(ctx.samples)?,
    };
    let element = Dictionary::shipped().get(candidate.element)?;
    let candidate = weigh_entity(candidate, element, ctx.source);
    Some(finish(weigh_values(candidate, element, ctx.samples)))
}

/// A candidate before everything has been weighed.
#[derive(Debug, Clone, PartialEq)]
struct Candidate {
    element: ElementNo,
    confidence: f32,
    reason: String,
    /// Whether the source's agreement names it.
    agreed: bool,
}

impl Candidate {
    fn new(element: ElementNo, confidence: f32, reason: impl Into<String>) -> Self {
        Self {
            element,
            confidence,
            reason: reason.into(),
            agreed: false,
        }
    }

    /// At most so sure, with one more thing to say.
    fn doubt(mut self, most: f32, why: &str) -> Self {
        self.confidence = self.confidence.min(most);
        self.reason.push('；');
        self.reason.push_str(why);
        self
    }
}

/// What the words of a title lead to.
enum Found {
    Element(Candidate),
    /// A fact about somebody else that no element holds: values must not decide then.
    SomebodyElse,
    Nothing,
}

/// A row of this source is one thing; a column about another kind of thing is asked.
fn weigh_entity(candidate: Candidate, element: &DataElement, source: Option<&Source>) -> Candidate {
    let Some(source) = source.filter(|_| !candidate.agreed) else {
        return candidate;
    };
    let (row, fact) = (source.entity, element.entity);
    let strange = match row {
        EntityKind::Person => fact == EntityKind::Place,
        EntityKind::Place | EntityKind::Dwelling => {
            matches!(fact, EntityKind::Person | EntityKind::Household)
        }
        EntityKind::Household | EntityKind::Form => false,
    };
    if strange {
        return candidate.doubt(0.6, "但这个来源的一行不是这类对象，请确认");
    }
    candidate
}

fn weigh_values(mut candidate: Candidate, element: &DataElement, samples: &[String]) -> Candidate {
    match evidence::of(element, samples) {
        Evidence::Silent => candidate,
        Evidence::For => {
            // Values confirm; they do not make a homonym certain.
            candidate.confidence = (candidate.confidence + 0.02).min(0.99);
            candidate
        }
        Evidence::Against(form) => {
            let most = if candidate.agreed { 0.7 } else { 0.55 };
            candidate.doubt(most, &format!("但这一列的值像{form}，请确认"))
        }
    }
}

fn finish(candidate: Candidate) -> TitleMatch {
    TitleMatch {
        element: candidate.element,
        confidence: candidate.confidence,
        tier: Tier::of(candidate.confidence),
        reason: candidate.reason,
    }
}

#[cfg(test)]
mod tests;
