//! Segments (人群) on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
