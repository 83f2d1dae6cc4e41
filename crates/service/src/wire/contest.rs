//! Contests (校核) on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Why a value of a page is in doubt.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FactContest {
    pub id: i64,
    pub asked_at: String,
    /// The day by which the department answers.
    pub due: String,
    pub overdue: bool,
}

/// This value is wrong.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewContest {
    /// Id of the person, dwelling or place.
    pub entity: i64,
    /// Element id.
    pub element: String,
    /// What it should be, as people write it; may be unknown.
    pub claim: Option<String>,
    /// Why it is wrong; at least four characters.
    pub reason: String,
}

/// The department's answer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ContestAnswer {
    pub version: i64,
    /// corrected (已更正), upheld (维持原值) or unclear (无法核实).
    pub outcome: String,
    /// The right value, for `corrected`.
    pub value: Option<String>,
    /// What was checked; required unless corrected.
    pub reason: Option<String>,
}

/// The asker's word about the answer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ContestReply {
    pub version: i64,
    /// Why the answer does not settle it; required for opening it again.
    pub reason: Option<String>,
}

/// Which contests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContestFilter {
    /// open, answered or closed.
    pub state: Option<String>,
    /// Only those whose day is over.
    pub overdue: Option<bool>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// A page of contests.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContestsPage {
    pub total: u64,
    pub rows: Vec<ContestView>,
}

/// A contest.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContestView {
    pub id: i64,
    pub version: i64,
    /// person, dwelling or place.
    pub subject_kind: String,
    pub subject_id: i64,
    /// Name of the person or place, address of the dwelling.
    pub subject: String,
    pub community: String,
    pub element: String,
    pub label: String,
    /// The contested value.
    pub value: String,
    /// What it should be.
    pub claim: Option<String>,
    pub reason: String,
    pub source: String,
    pub department: String,
    /// open, answered or closed.
    pub state: String,
    pub reopened: bool,
    pub reopen_reason: Option<String>,
    pub asked_by: String,
    pub asked_at: String,
    pub due: String,
    pub overdue: bool,
    /// corrected, upheld or unclear.
    pub outcome: Option<String>,
    pub answer: Option<String>,
    /// The value as the department corrected it.
    pub corrected: Option<String>,
    pub answered_by: Option<String>,
    pub answered_at: Option<String>,
    pub closed_at: Option<String>,
    pub can: ContestRights,
}

/// What the caller may do with a contest now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContestRights {
    pub answer: bool,
    pub close: bool,
    pub reopen: bool,
}
