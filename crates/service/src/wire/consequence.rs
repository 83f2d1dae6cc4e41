//! 后果单: what a decision about somebody would change, on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Another value that somebody would have.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherValueAsked {
    /// Id of the element, such as `death_date` or `home_address`.
    pub element: String,
    /// The value as typed.
    pub text: Option<String>,
    /// Or the record that holds it.
    pub record: Option<i64>,
    /// The contest that it would answer; a value locked by hand is meant without.
    pub contest: Option<i64>,
}

/// What a decision would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsequenceSheet {
    /// Everybody for whom something would change, whom it is about first.
    pub people: Vec<ConsequenceOf>,
    /// What the policies in use come to for all of them in a year, in yuan; one-off payments count
    /// once.
    pub yearly_before: f64,
    pub yearly_after: f64,
    /// What a reader must know, one sentence each.
    pub notes: Vec<String>,
}

/// What would change for one person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsequenceOf {
    /// Nothing when the person is not of the caller's area.
    pub id: Option<i64>,
    pub name: String,
    /// self, gone (merged into another) or around (the same door or household).
    pub part: String,
    pub tags_gained: Vec<String>,
    pub tags_lost: Vec<String>,
    pub dues: Vec<ConsequenceDue>,
    pub leads: Vec<ConsequenceLead>,
}

/// An amount that would start, stop or be another.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsequenceDue {
    pub policy: String,
    pub policy_name: String,
    /// What is paid.
    pub name: String,
    pub period: String,
    /// In yuan; nothing when nothing is due.
    pub before: Option<f64>,
    pub after: Option<f64>,
    /// Whether it could not be told any more, or can be told only now.
    pub unclear: bool,
    /// Whether the policy makes leads here.
    pub in_use: bool,
}

/// A lead that would appear or end.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsequenceLead {
    /// Of a lead there is.
    pub id: Option<i64>,
    pub policy_name: String,
    /// start, change or stop.
    pub kind: String,
    /// appears, closes (nobody has begun) or doubted (somebody works on it).
    pub becomes: String,
}
