//! What was known on a day, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::{Fact, PersonDwelling};

/// Which day.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownQuery {
    /// A day before today, `2026-05-01`; its end is meant.
    pub known_on: String,
}

/// A person, dwelling or place as it was known at the end of a day. The same question has the same
/// answer for ever.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnownPage {
    pub id: i64,
    /// person, dwelling or place.
    pub kind: String,
    pub known_on: String,
    /// How many source records were known.
    pub records: u64,
    /// How many of them have left the registry since, because their delivery was undone.
    pub gone: u64,
    pub facts: Vec<Fact>,
    /// Ties of a person to dwellings.
    pub dwellings: Vec<PersonDwelling>,
}
