//! Looking for somebody before they are registered, on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::identity::ComparisonRow;
use super::people::PersonRow;

/// What is known of somebody. A number is enough, else two of name, birth date, phone and address.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AlikeAsked {
    pub name: String,
    /// As written, right or wrong.
    pub id_number: String,
    /// 1996-09-11 or as people write it.
    pub birth_date: String,
    /// 男, 女, `1` or `2`.
    pub sex: String,
    pub phone: String,
    /// Where they live.
    pub address: String,
}

/// Who of the registry it may be.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlikeAnswer {
    /// At most ten people of the caller's area, the likeliest first.
    pub people: Vec<AlikePerson>,
    /// How many people outside the caller's area are very likely the one; nothing else is said of
    /// them.
    pub outside: u64,
    /// What the caller should know of the answer, one sentence each.
    pub notes: Vec<String>,
    pub took_ms: f64,
}

/// Somebody who may be the one.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlikePerson {
    pub person: PersonRow,
    /// 0 to 1.
    pub probability: f64,
    /// same, ask or maybe.
    pub tier: String,
    /// 同一人, 请核对 or 可能.
    pub tier_label: String,
    /// What speaks for it, in a few words.
    pub summary: String,
    /// What speaks against it, one sentence; empty when nothing does.
    pub warning: String,
    /// Value by value, on the left what was asked.
    pub comparisons: Vec<ComparisonRow>,
}
