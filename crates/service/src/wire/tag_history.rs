//! Which tags somebody carried since when and by what, on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whose tags.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagHistoryAsked {
    /// Id of the person.
    pub person: i64,
}

/// The history of somebody's tags.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagHistory {
    pub person: i64,
    /// The day on which the registry first knew of the person.
    pub known_since: Option<String>,
    /// Tags carried now.
    pub tags: Vec<TagStanding>,
    /// Tags that came and went, the newest first.
    pub changes: Vec<TagChange>,
}

/// A tag that somebody carries: since when, by what, and who says so.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagStanding {
    pub name: String,
    /// What it means, in one sentence.
    pub definition: String,
    /// The version in force.
    pub version: i32,
    /// The day on which it came.
    pub since: String,
    /// By what it came, in one sentence.
    pub cause: String,
    /// The day from which its conditions of age and date hold, where the calendar has a part in it.
    pub by_date: Option<String>,
    /// Whether it also looks at housemates or relatives: of people who have moved away and are held
    /// together with this person nowhere any more, nothing can be told.
    pub around: bool,
    /// Who says so.
    pub basis: Vec<TagBasis>,
}

/// A source that a tag rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagBasis {
    pub source: String,
    /// The day that its data speak of.
    pub as_of: String,
    /// Labels of the elements read from it; none where only the entry in that source counts.
    pub elements: Vec<String>,
}

/// A tag that came or went.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagChange {
    pub name: String,
    pub gained: bool,
    /// Whether it went because it cannot be told any more.
    pub unclear: bool,
    pub day: String,
    /// The moment; nothing when the day itself brought it.
    pub at: Option<String>,
    /// By what, in one sentence.
    pub cause: String,
    /// The conditions that turned, one sentence each.
    pub because: Vec<String>,
}
