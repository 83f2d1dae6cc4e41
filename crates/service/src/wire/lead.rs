//! Leads (线索) on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which leads.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LeadQuery {
    /// Id of a policy.
    pub policy: Option<String>,
    /// start, change or stop.
    pub kind: Option<String>,
    /// A state, `open` for every state that is not the end, `mine` for what waits for the
    /// caller's own level, or a phase as the cockpit counts them: `untouched`, `in-hand` or
    /// `done-this-month`.
    pub state: Option<String>,
    /// Only those whose day is over.
    pub overdue: Option<bool>,
    /// Only of this area; `none` for those of no community.
    pub area: Option<String>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// A page of leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadsPage {
    pub total: u64,
    pub rows: Vec<LeadRow>,
}

/// A lead in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LeadRow {
    pub id: i64,
    pub version: i64,
    pub policy: String,
    pub policy_name: String,
    /// start, change or stop.
    pub kind: String,
    pub person_id: i64,
    pub person: String,
    pub age: Option<i32>,
    pub address: String,
    pub community: String,
    /// found, assigned, verified, contacted, applied, approved, settled, declined or withdrawn.
    pub state: String,
    /// Whether the facts still say so.
    pub holds: bool,
    /// What is due, as text: “高龄津贴 每月50元”.
    pub due_text: String,
    pub found_at: String,
    pub due: String,
    pub overdue: bool,
    pub outcome: Option<String>,
    /// The steps the caller may take now: assign, verify, contact, apply, approve, give-back,
    /// settle, decline, reopen.
    pub can: Vec<String>,
}

/// A lead.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadPage {
    pub row: LeadRow,
    pub department: String,
    pub source: String,
    pub policy_version: i32,
    pub reasons: Vec<LeadReason>,
    pub amounts: Vec<LeadAmount>,
    /// What is paid every month now, in yuan.
    pub paying: Option<f64>,
    /// Facts that nobody has told; what to ask at the door.
    pub ask: Vec<String>,
    /// What the data cannot decide and somebody must verify.
    pub verify: Vec<String>,
    pub steps: Vec<LeadEvent>,
    /// Reasons for declining that suit this lead.
    pub decline_reasons: Vec<String>,
}

/// A condition with its answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadReason {
    pub sentence: String,
    /// Nothing when it cannot be told.
    pub holds: Option<bool>,
}

/// What is due.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadAmount {
    pub name: String,
    pub period: String,
    /// In yuan.
    pub amount: f64,
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadEvent {
    pub at: String,
    /// Who; nothing for what the machine did.
    pub by: Option<String>,
    pub step: String,
    pub state: String,
    pub outcome: Option<String>,
    pub note: String,
}

/// A step to be taken.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LeadStepTaken {
    pub version: i64,
    /// verify, contact, apply, approve, give-back, settle, decline, reopen or assign.
    pub step: String,
    /// Why it comes to nothing, for `decline`.
    pub outcome: Option<String>,
    /// What is said; required for decline, give-back and reopen.
    pub note: Option<String>,
    /// Code of the community, for `assign`.
    pub community: Option<String>,
}

/// A step to be taken for many leads at once.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LeadStepsTaken {
    /// Which leads, at most 200.
    pub leads: Vec<LeadVersion>,
    /// As for a single lead.
    pub step: String,
    pub outcome: Option<String>,
    pub note: Option<String>,
    pub community: Option<String>,
}

/// A lead as the caller saw it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LeadVersion {
    pub id: i64,
    pub version: i64,
}

/// What became of a step for many leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadStepsDone {
    /// How many took it.
    pub done: u64,
    /// One for each lead, in the order asked.
    pub results: Vec<LeadStepDone>,
}

/// What became of it for one lead.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadStepDone {
    pub id: i64,
    /// Where the lead is now; nothing when the step was refused.
    pub state: Option<String>,
    /// Why it was refused, in one sentence.
    pub problem: Option<String>,
    /// The stable code of the refusal.
    pub code: Option<String>,
}

/// Leads by policy, kind and state in the caller's area.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadTally {
    pub policy: String,
    pub policy_name: String,
    pub kind: String,
    pub state: String,
    pub count: u64,
}
