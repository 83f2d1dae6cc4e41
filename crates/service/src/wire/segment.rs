//! Segments (人群) and helpers (骨干) on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::PersonRow;
use super::tag::ThreeCount;

/// A segment to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SegmentDraft {
    pub name: String,
    #[serde(default)]
    pub note: String,
    pub rule: String,
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    #[serde(default)]
    pub shared_area: bool,
    #[serde(default)]
    pub shared_departments: Vec<String>,
    /// Of a change: the version it was made on.
    pub version: Option<i64>,
}

/// A segment.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentView {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub note: String,
    pub rule: String,
    /// The rule as a Chinese sentence; empty when it cannot be read any more.
    pub sentence: String,
    /// Why it cannot be counted any more, such as a tag that has ended.
    pub problem: Option<String>,
    pub area: String,
    pub area_name: String,
    pub department: Option<String>,
    pub shared_area: bool,
    pub shared_departments: Vec<String>,
    pub owner: String,
    pub made_on: String,
    pub changed_at: String,
    pub count: Option<ThreeCount>,
    /// Whether it is the caller's own.
    pub own: bool,
}

/// What is said to remove a segment.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SegmentVersion {
    pub version: i64,
}

/// Who could help with an activity.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HelperQuery {
    /// Names of tags, at least one of which somebody carries: 志愿者, 党员 …
    pub tags: Vec<String>,
    /// Words of a skill.
    pub skill: Option<String>,
    pub area: Option<String>,
    /// Why the names are needed; only for names, at least four characters.
    pub purpose: Option<String>,
}

/// How many could help.
#[derive(Debug, Serialize, ToSchema)]
pub struct HelperCount {
    pub count: ThreeCount,
    pub sentence: String,
    pub groups: Vec<HelperGroup>,
}

/// How many of a community could help.
#[derive(Debug, Serialize, ToSchema)]
pub struct HelperGroup {
    pub code: String,
    pub name: String,
    pub count: u64,
}

/// Who could help, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct HelperNames {
    pub total: u64,
    pub rows: Vec<PersonRow>,
}
