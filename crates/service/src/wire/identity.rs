//! Merging, splitting and the review queue on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::consequence::ConsequenceSheet;

/// Which person is to be merged into the one of the path.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OtherPerson {
    /// Id of the person that will be merged.
    pub other: i64,
}

/// What a merge would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergePreview {
    /// The person that goes on.
    pub kept: PersonBrief,
    /// The person that is merged into it.
    pub gone: PersonBrief,
    /// Values that differ between the two, with the one that wins.
    pub values: Vec<MergedValue>,
    /// Tags the merged person holds and the kept one did not.
    pub tags_gained: Vec<String>,
    /// Tags that one of the two held and the merged person does not.
    pub tags_lost: Vec<String>,
    /// What speaks against, one sentence each.
    pub warnings: Vec<String>,
    /// What it changes for the two and those around, in policies and leads too.
    pub consequence: ConsequenceSheet,
}

/// Enough of a person to know whom one means.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonBrief {
    pub id: i64,
    pub name: String,
    pub sex: String,
    pub birth: String,
    pub id_number: String,
    pub community: String,
    /// How many source records speak of this person.
    pub records: u64,
}

/// A value that is not the same on both sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergedValue {
    pub label: String,
    /// What the kept person holds now; empty when nothing.
    pub kept: String,
    /// What the other holds now.
    pub gone: String,
    /// What the merged person would hold.
    pub after: String,
    /// The source that wins.
    pub source: String,
}

/// Merge, please.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MergeOrder {
    /// Id of the person that is merged into the one of the path.
    pub other: i64,
    /// Why; at least four characters. Kept for good.
    pub reason: String,
}

/// Take a merge back, please.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UnmergeOrder {
    /// Id of the merge.
    pub merge: i64,
    /// Why; at least four characters. Kept for good.
    pub reason: String,
}

/// Split records off, please.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SplitOrder {
    /// Ids of the records that are somebody else's.
    pub records: Vec<i64>,
    /// Why; at least four characters. Kept for good.
    pub reason: String,
}

/// Take a split-off back, please.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RejoinOrder {
    /// Id of the split-off.
    pub split_off: i64,
    /// Why; at least four characters. Kept for good.
    pub reason: String,
}

/// Where a decision leaves the two people.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decided {
    /// The person of the path, as it stands now.
    pub person: i64,
    /// The other one: merged, restored or founded.
    pub other: i64,
}

/// 合并记录: how this person came to be one.
#[derive(Debug, Serialize, ToSchema)]
pub struct IdentityHistory {
    /// The person as it stands now.
    pub person: i64,
    pub merges: Vec<MergeView>,
    pub split_offs: Vec<SplitView>,
    pub verdicts: Vec<VerdictView>,
    /// The source records that make up this person.
    pub records: Vec<RecordBrief>,
    /// Whether the caller may merge and split here.
    pub may_decide: bool,
}

/// A merge.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeView {
    pub id: i64,
    pub kept: i64,
    pub gone: i64,
    /// Who merged; 系统 for the machine.
    pub by: String,
    pub at: String,
    pub reason: String,
    /// Who took it back, and when; absent while it holds.
    pub undone_by: Option<String>,
    pub undone_at: Option<String>,
}

/// A split-off.
#[derive(Debug, Serialize, ToSchema)]
pub struct SplitView {
    pub id: i64,
    pub origin: i64,
    pub founded: i64,
    pub by: String,
    pub at: String,
    pub reason: String,
    pub undone_by: Option<String>,
    pub undone_at: Option<String>,
}

/// What a person said about two entities.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerdictView {
    /// The two ids.
    pub one: i64,
    pub other: i64,
    /// same, different or unsure.
    pub answer: String,
    pub by: String,
    pub at: String,
    pub remark: String,
}

/// A source record of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordBrief {
    pub id: i64,
    pub source: String,
    pub as_of: String,
    pub row: i32,
    /// The name and number it holds, masked.
    pub name: String,
    pub id_number: String,
    /// By what it came to this person.
    pub method: String,
    /// The id it stands under; another one than the person's after a merge.
    pub under: i64,
    /// Whether a person put it there.
    pub by_person: bool,
}

/// Which part of the review queue.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReviewQuery {
    /// open (the default), unsure, same or different.
    pub state: Option<String>,
    /// Page, from 1.
    pub page: Option<u64>,
    /// Rows a page, at most 500.
    pub size: Option<u64>,
}

/// A page of the review queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewList {
    pub total: u64,
    pub rows: Vec<ReviewRow>,
    /// Whether the caller may look for duplicates and set the gate.
    pub may_find: bool,
    pub gate: GateView,
    /// The last search for duplicates, for those who may search; absent before the first.
    pub last_search: Option<LastSearchView>,
    /// What can be taken back, for those who may while the gate is closed.
    pub unchecked: Option<UncheckedMerges>,
}

/// Merges of the machine that hold though nobody has confirmed them.
#[derive(Debug, Serialize, ToSchema)]
pub struct UncheckedMerges {
    /// Made since the gate was last opened.
    pub since: u64,
    /// Made before.
    pub earlier: u64,
}

/// Which merges of the machine to take back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TakeBackOrder {
    /// Also those made before the gate was last opened.
    #[serde(default)]
    pub earlier: bool,
}

/// What was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenBack {
    /// So many merges; each pair is an open question now.
    pub merges: u64,
}

/// A pair in the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewRow {
    pub id: i64,
    /// Names of the two, the older id first.
    pub names: [String; 2],
    pub people: [i64; 2],
    pub community: String,
    /// 0 to 1.
    pub probability: f64,
    /// What speaks for it, in a few words.
    pub summary: String,
    /// `ask`; `sample` of the machine's merges; `names`: one number under two names, so that both people are
    /// one entity.
    pub kind: String,
    pub state: String,
    pub at: String,
}

/// A pair side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewPage {
    pub id: i64,
    /// As in the list. Of `names` the right side is the records under the other name, empty when they have
    /// gone.
    pub kind: String,
    pub state: String,
    pub probability: f64,
    pub community: String,
    pub at: String,
    pub left: ReviewSide,
    pub right: ReviewSide,
    pub comparisons: Vec<ComparisonRow>,
    /// What was said about the two so far.
    pub verdicts: Vec<VerdictView>,
    /// The pair that waits next for the caller.
    pub next: Option<i64>,
}

/// One person of a pair.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewSide {
    pub person: i64,
    pub name: String,
    pub community: String,
    /// Sources that speak of this person, each with its latest day.
    pub sources: Vec<String>,
    /// Whether the caller may open this person's page.
    pub reachable: bool,
}

/// One comparison: both values and what it weighs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonRow {
    pub label: String,
    pub left: String,
    pub right: String,
    /// same, near, different or missing.
    pub level: String,
    /// How far they agree, in words.
    pub words: String,
    /// log2(m/u); positive speaks for one person. Absent for what is only shown.
    pub weight: Option<f64>,
}

/// An answer to a pair.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReviewAnswer {
    /// same, different or unsure.
    pub answer: String,
    /// In own words; may be absent.
    pub remark: Option<String>,
}

/// What came of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewAnswered {
    /// The pair that waits next for the caller.
    pub next: Option<i64>,
}

/// What a search for duplicates found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundView {
    pub people: u64,
    pub merged: u64,
    pub asked: u64,
    pub sampled: u64,
    /// Pairs left alone because a person had said something about them.
    pub barred: u64,
}

/// The last search for people who stand in the registry twice.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastSearchView {
    pub at: String,
    /// Who set it off: a name, 系统 for the nightly search, 命令行.
    pub by: String,
    pub found: FoundView,
}

/// 闸门: whether the machine may merge.
#[derive(Debug, Serialize, ToSchema)]
pub struct GateView {
    pub open: bool,
    /// The least share of right merges, 0 to 1.
    pub precision: f64,
    /// The share of merges put up for review, 0 to 1.
    pub share: f64,
    /// The share found right; absent before there are enough answers.
    pub reviewed: Option<f64>,
    /// How great the true share may be, sampling error considered: the upper end of the 95 % interval
    /// (Wilson). The gate closes when it is under the precision. Absent as the share found.
    pub at_most: Option<f64>,
    /// Samples found right since the gate was last opened; while it is closed, up to the answer that
    /// closed it.
    pub right: u64,
    /// The same of those found wrong.
    pub wrong: u64,
    /// So many answers are needed before the sample says anything.
    pub needed: u64,
    /// Whether the system looks for duplicates by itself each night.
    pub nightly: bool,
    /// The hours in China between which it does, such as 2 and 5.
    pub night: [u32; 2],
}

/// Set the gate, please; what is absent stays.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub struct GateOrder {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Switches the nightly search on or off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nightly: Option<bool>,
    /// Opens the gate: answers so far no longer count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}
