//! Policies (政策) on the wire.

use std::collections::BTreeMap;

use rules::Truth;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::problem::PlaceProblem;

/// A policy in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyRow {
    pub id: String,
    pub name: String,
    pub region: String,
    pub department: String,
    pub source: String,
    /// How far its text was checked.
    pub standing: String,
    /// The version in force; 0 is the shipped one.
    pub version: i32,
    /// Whether a changed version waits to be published.
    pub draft: bool,
    /// Whether it makes leads.
    pub in_use: bool,
    /// Whether it is of this place.
    pub local: bool,
    /// Whether it was made here, and does not ship.
    pub own: bool,
    /// Whether a version of it decides; one made here does not before it is published.
    pub published: bool,
    /// The first day on which it holds.
    pub from: Option<String>,
    /// The last day on which it holds.
    pub until: Option<String>,
    /// Whether today is one of its days.
    pub holds: bool,
    /// Whether who is entitled can be said from the data held.
    pub ready: bool,
    /// Open leads of the caller's area; nothing for who may not see them.
    pub open_leads: Option<u64>,
}

/// A policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyPage {
    pub row: PolicyRow,
    /// As kept, in JSON: what is edited.
    #[schema(value_type = Object)]
    pub file: serde_json::Value,
    /// Who is entitled, as a sentence.
    pub who: Option<String>,
    /// Who is paid now, as a sentence; nothing when no payment list is held.
    pub paid: Option<String>,
    /// Parameters that who is entitled depends on.
    pub parameters: Vec<PolicyParameter>,
    pub components: Vec<PolicyComponent>,
    pub cases: Vec<PolicyCase>,
    pub versions: Vec<PolicyVersionRow>,
    /// The version being edited, as kept.
    #[schema(value_type = Option<Object>)]
    pub draft: Option<serde_json::Value>,
    pub can: PolicyRights,
}

/// What is paid.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyComponent {
    pub name: String,
    pub period: String,
    pub rows: Vec<PolicyTier>,
}

/// A tier: the first one that holds decides.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyTier {
    pub when: String,
    pub amount: String,
    /// Parameters that the condition or the amount reads.
    pub parameters: Vec<PolicyParameter>,
}

/// A threshold or an amount that changes by decree.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyParameter {
    pub name: String,
    pub unit: Option<String>,
    /// What holds today; nothing before its first day.
    pub now: Option<ParameterValue>,
    /// What will hold, the next first.
    pub later: Vec<ParameterValue>,
}

/// A value from a day on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterValue {
    /// Its first day.
    pub from: String,
    /// As a reader writes it.
    pub value: String,
    /// The document that sets it.
    pub source: String,
    /// What a reader must know of it.
    pub note: Option<String>,
}

/// A test case with how it comes out now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyCase {
    pub name: String,
    /// What came out instead, in one sentence; nothing when it is right.
    pub failure: Option<String>,
    /// Why it came out so, one sentence a condition, when it is wrong.
    pub because: Vec<String>,
    /// What came out; nothing when the case cannot be read.
    pub found: Option<CaseFound>,
}

/// What came out of a test case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseFound {
    /// true, false or unknown.
    #[schema(value_type = String)]
    pub entitled: Truth,
    /// Amounts in yuan of what is due, by its name.
    pub amounts: BTreeMap<String, f64>,
    /// The missing facts, when it cannot be told.
    pub missing: Vec<String>,
}

/// The test cases of a policy as typed, with how each comes out and what they may say.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyCases {
    pub cases: Vec<PolicyCase>,
    /// What the policy reads of a person, and what the cases say already.
    pub fields: Vec<CaseField>,
    /// Tags that the policy reads.
    pub tags: Vec<String>,
    /// Sources whose records it asks for.
    pub sources: Vec<String>,
    /// Relatives it looks at.
    pub relations: Vec<String>,
}

/// A fact that a test case may give its person.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseField {
    /// The word by which rules and cases name it.
    pub label: String,
    /// code, date, month, number, yes-no, area or text.
    pub kind: String,
    pub unit: Option<String>,
    /// What may be chosen, of a code.
    pub options: Vec<String>,
}

/// A version.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyVersionRow {
    pub version: i32,
    /// draft or published.
    pub state: String,
    pub note: String,
    pub made_by: Option<String>,
    pub made_at: String,
    pub published_by: Option<String>,
    pub published_at: Option<String>,
}

/// What the caller may do with a policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyRights {
    pub edit: bool,
    /// Whoever edited a version does not publish it.
    pub publish: bool,
    pub switch: bool,
}

/// A new policy, of the caller's department and area.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PolicyNew {
    pub name: String,
    pub document: PolicyDocument,
    /// The first day on which it holds; nothing when no document says one.
    pub from: Option<String>,
    /// The last day on which it holds; nothing until further notice.
    pub until: Option<String>,
    /// The rest of it as kept, in JSON: who, components, parameters, cases and so on. What is said
    /// above, its id, department and area take the place of what this says.
    #[schema(value_type = Option<Object>)]
    pub file: Option<serde_json::Value>,
    /// Why it is made; at least four characters.
    pub note: String,
}

/// The document that a policy follows.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PolicyDocument {
    pub name: String,
    /// 文号
    pub number: Option<String>,
    pub clause: Option<String>,
    /// The day it was issued.
    pub day: Option<String>,
    pub url: Option<String>,
}

/// A policy as typed, looked over.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyChecked {
    /// Every mistake, with its place.
    pub places: Vec<PlaceProblem>,
    /// Who is entitled, as a sentence; nothing while it cannot be read.
    pub who: Option<String>,
}

/// A changed policy.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PolicyDraft {
    /// The policy as kept, in JSON.
    #[schema(value_type = Object)]
    pub file: serde_json::Value,
    /// Why it is changed; at least four characters.
    pub note: String,
}

/// A change to be tried.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PolicyTrial {
    /// The policy as kept, in JSON.
    #[schema(value_type = Object)]
    pub file: serde_json::Value,
}

/// Publish this version.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PolicyPublish {
    pub version: i32,
}

/// Switch a policy on or off.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PolicySwitch {
    pub in_use: bool,
}

/// Who gains and who loses by a change, and what it costs, by street. People are counted, never
/// named.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyTried {
    pub cases: Vec<PolicyCase>,
    pub total: PolicyShift,
    pub streets: Vec<PolicyShift>,
    /// What the change means for leads that are open, one sentence each.
    pub notes: Vec<String>,
    pub data_day: String,
}

/// What a change does to an area.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct PolicyShift {
    /// Name of the street; empty for all, and for people without a known community.
    pub area: String,
    pub code: String,
    /// Entitled now, and by the change.
    pub before: u64,
    pub after: u64,
    /// Of whom it can not be told now, and by the change.
    pub unknown_before: u64,
    pub unknown_after: u64,
    pub gains: u64,
    pub loses: u64,
    /// Entitled both ways, with another amount.
    pub changes: u64,
    /// What is due in a year, in yuan; one-off payments count once.
    pub yearly_before: f64,
    pub yearly_after: f64,
}

/// Where to audit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditWhere {
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
}

/// Entitled against paid, both ways.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyAudit {
    pub total: PolicyAuditRow,
    /// By street; by community when a street or a community is audited.
    pub areas: Vec<PolicyAuditRow>,
    /// street or community: what the rows are of.
    pub level: String,
    /// Whether a payment list is held.
    pub paid_known: bool,
    /// Whether payments listed twice are counted: the payment list may be seen by the caller.
    pub twice_known: bool,
    /// Whether the caller may see who they are of whom it cannot be told.
    pub lists_unknown: bool,
    pub data_day: String,
}

/// Which of those of whom a policy cannot be told.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnknownWhere {
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// People of whom a policy cannot be told, with what to ask them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyUnknown {
    pub policy_name: String,
    pub total: u64,
    /// By community.
    pub rows: Vec<UnknownPerson>,
    pub data_day: String,
}

/// Somebody of whom a policy cannot be told; every value is already masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnknownPerson {
    pub person_id: i64,
    pub person: String,
    pub age: Option<i32>,
    pub address: String,
    pub community: String,
    /// Missing facts in words: what to ask at the door.
    pub ask: Vec<String>,
}

/// The audit of an area.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct PolicyAuditRow {
    pub area: String,
    pub code: String,
    pub entitled: u64,
    /// Of whom it cannot be told.
    pub unknown: u64,
    pub paid: u64,
    pub entitled_not_paid: u64,
    pub paid_not_entitled: u64,
    pub dead_but_paid: u64,
    /// How many are entitled and paid more than is due.
    pub paid_more: u64,
    /// How many stand twice in payment lists for one month.
    pub paid_twice: u64,
    /// How many are paid without the payment list saying how much; not in the sums below.
    pub paid_unstated: u64,
    /// What is due in a year, in yuan.
    pub yearly_due: f64,
    /// What is paid in a year as the payment list states it, in yuan.
    pub yearly_paid: f64,
    /// What is paid in a year to who is not entitled, the dead among them, in yuan.
    pub over_not_entitled: f64,
    /// What is paid in a year to the dead, in yuan.
    pub over_dead: f64,
    /// What is paid in a year beyond what is due to who is entitled, in yuan.
    pub over_more: f64,
    /// What is due in a year to who is entitled and not paid, in yuan.
    pub unpaid: f64,
}
