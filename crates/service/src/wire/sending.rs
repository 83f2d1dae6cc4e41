//! Sendings, their price and the rules they go by, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a request would cost before it is sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct PriceTag {
    /// Items asked of each row.
    pub items: u32,
    pub rows: u64,
    /// Communities that would answer.
    pub fillers: u32,
    /// Cells to type.
    pub to_type: u64,
    /// Cells to look over.
    pub to_check: u64,
    /// Minutes of all together.
    pub minutes: u64,
    pub minutes_each: u64,
    /// How the minutes come about, in words.
    pub formula: String,
    /// Share of the asked cells already held, 0 to 1.
    pub held_share: f64,
    /// Share of the asked cells held freshly enough, 0 to 1.
    pub fresh_share: f64,
    /// Working days up to the due day; none while no day is chosen.
    pub notice: Option<u32>,
    pub minimum_notice: u32,
    /// Minutes that the department may spend this year; none without a budget.
    pub budget: Option<i64>,
    pub used: i64,
    pub left: Option<u64>,
    /// Why it would need an approval, a sentence each; empty when it does not.
    pub reasons: Vec<String>,
    /// Nobody would be asked, because all is held.
    pub zero_touch: bool,
}

/// One sending of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct SendingView {
    pub id: i64,
    /// create, extend, forward, due or reopen.
    pub act: String,
    /// waiting, sent or declined.
    pub state: String,
    pub duty: Option<String>,
    pub items: i32,
    pub rows: i64,
    pub fillers: i32,
    pub to_type: i64,
    pub to_check: i64,
    pub minutes: i64,
    pub held_share: f64,
    pub fresh_share: f64,
    pub notice: i32,
    pub minimum_notice: i32,
    pub budget: Option<i64>,
    pub used: i64,
    pub off_hours: bool,
    pub zero_touch: bool,
    /// over-budget, short-notice or off-list.
    pub reasons: Vec<String>,
    pub plea: String,
    pub asked_by: String,
    pub asked_at: String,
    pub decided_by: Option<String>,
    pub decided_at: Option<String>,
    pub remark: Option<String>,
    /// Whether the caller approves or declines it.
    pub can_decide: bool,
}

/// What the caller may do with a request now.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestRights {
    pub extend: bool,
    pub recall: bool,
    pub forward: bool,
    pub download: bool,
    pub close: bool,
}

/// An approver's word about a waiting sending.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SendingDecision {
    pub sending: i64,
    pub approve: bool,
    pub remark: String,
}

/// More communities, or again those that were recalled.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RequestExtension {
    pub communities: Vec<String>,
    /// Why, where it needs an approval.
    #[serde(default)]
    pub plea: String,
}

/// Communities to which a street hands its part on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RequestForwarding {
    /// All that wait when empty.
    #[serde(default)]
    pub communities: Vec<String>,
    /// Why, where it needs an approval.
    #[serde(default)]
    pub plea: String,
}

/// What is taken back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RequestRecall {
    /// Streets or communities; the whole request when empty.
    #[serde(default)]
    pub areas: Vec<String>,
    pub reason: String,
}

/// Another day by which it is due.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DueChange {
    pub due: String,
    /// Why, where it needs an approval.
    #[serde(default)]
    pub plea: String,
}

/// An item of the duty list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DutyItem {
    pub id: String,
    pub name: String,
    /// basic or assist.
    pub kind: String,
    pub kind_label: String,
    pub field: String,
    /// Added here, and may be taken off.
    pub added: bool,
}

/// The rules by which requests are sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct SendingRules {
    pub minimum_notice: u32,
    pub duties: Vec<DutyItem>,
    pub year: i32,
    /// Departments with what they may spend and have spent this year.
    pub budgets: Vec<BudgetRow>,
    /// Whether the caller sets them.
    pub can_set: bool,
}

/// What a department may ask for in a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetRow {
    pub department: String,
    /// None where no budget was set.
    pub minutes: Option<i64>,
    pub used: i64,
}

/// Another minimum notice.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewMinimumNotice {
    /// Working days.
    pub days: u32,
}

/// A new item of the duty list.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDuty {
    pub name: String,
    /// basic or assist.
    pub kind: String,
    pub field: String,
}

/// A department's minutes of this year.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewBudget {
    pub department: String,
    pub minutes: i64,
}
