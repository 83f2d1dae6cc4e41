//! Locks on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A value to be locked: one that a record holds, or one that is typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLock {
    /// Person, dwelling or place.
    pub entity: i64,
    /// Element id.
    pub element: String,
    /// The record whose value is right; without it `text` is.
    #[serde(default)]
    pub record: Option<i64>,
    /// The right value as typed.
    #[serde(default)]
    pub text: Option<String>,
    /// The last day on which the lock holds, `2026-12-31`.
    pub until: String,
    /// Why; at least four characters.
    pub reason: String,
}

/// A lock in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lock {
    pub id: i64,
    pub element: String,
    pub label: String,
    pub until: String,
    pub reason: String,
    pub made_by: String,
    pub made_at: String,
}
