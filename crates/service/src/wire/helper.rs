//! Helpers (骨干) on the wire: counted first, named after somebody else has approved the purpose.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::PersonRow;
use super::tag::ThreeCount;

/// Who could help with an activity.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HelperQuery {
    /// Names of tags, at least one of which somebody carries: 志愿者, 党员 …
    pub tags: Vec<String>,
    /// Words of a skill.
    pub skill: Option<String>,
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
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

/// What is said to be shown names.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HelperAsk {
    pub query: HelperQuery,
    /// What they are needed for, such as 社区义诊.
    pub activity: String,
    /// What is done with the names; at least four characters.
    pub purpose: String,
    /// The last day on which the names may be looked at.
    pub until: String,
}

/// A request to be shown names.
#[derive(Debug, Serialize, ToSchema)]
pub struct HelperRequestView {
    pub id: i64,
    pub activity: String,
    pub purpose: String,
    pub area_name: String,
    /// Whom it is about, as a Chinese sentence.
    pub sentence: String,
    /// How many they were when it was asked.
    pub people: u64,
    pub until: String,
    /// waiting, approved, declined, or expired when the day is over and it was not declined.
    pub state: String,
    /// Who decides, in Chinese.
    pub office: String,
    pub asked_by: String,
    pub asked_at: String,
    pub decided_by: Option<String>,
    pub decided_at: Option<String>,
    pub remark: Option<String>,
    /// Whether the caller may decide about it.
    pub can_decide: bool,
    /// Whether the caller may look at the names today.
    pub can_look: bool,
}

/// An approver's word about a request for names.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HelperDecision {
    pub approve: bool,
    pub remark: String,
}

/// Who could help, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct HelperNames {
    pub total: u64,
    pub rows: Vec<PersonRow>,
}
