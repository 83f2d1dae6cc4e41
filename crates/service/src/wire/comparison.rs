//! Comparisons (比对) on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::comparison::definition::{Definition, Side};

/// A list that was handed in for comparing.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadedList {
    pub side: Side,
    pub rows: u64,
    pub columns: Vec<ListColumnView>,
    pub notes: Vec<String>,
}

/// A column of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListColumnView {
    pub title: String,
    /// What keys and fields call it: an element id, or the title.
    pub field: String,
    /// Canonical label of the element.
    pub element_label: Option<String>,
    /// Worth comparing unless somebody says otherwise.
    pub suggested: bool,
}

/// The form of an upload, for the API description.
#[derive(Debug, ToSchema)]
#[allow(
    dead_code,
    reason = "describes the multipart body; read field by field"
)]
pub struct ListUpload {
    /// The workbook or csv.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}

/// Save a comparison.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewComparison {
    pub title: String,
    pub definition: Definition,
    /// Run after every new delivery of a source in it.
    pub each_delivery: bool,
}

/// A comparison with its newest run.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonView {
    pub id: i64,
    pub title: String,
    pub left: String,
    pub right: String,
    /// Keys in words.
    pub keys: Vec<String>,
    pub fields: Vec<FieldView>,
    pub each_delivery: bool,
    pub department: String,
    pub created_at: String,
    /// Under way now.
    pub running: bool,
    /// Open items that the caller may see.
    pub open: u64,
    /// Whether the caller may run it and put it away.
    pub owned: bool,
    /// The newest first.
    pub runs: Vec<RunView>,
}

/// A compared field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldView {
    pub index: usize,
    pub label: String,
    /// Differences in the newest run, over all communities; owners only.
    pub differs: Option<u64>,
}

/// A run, counted for the caller's area.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunView {
    pub id: i64,
    pub at: String,
    /// Who set it going.
    pub by: String,
    /// Why it failed.
    pub problem: Option<String>,
    pub same: u64,
    pub differs: u64,
    pub only_left: u64,
    pub only_right: u64,
    pub ambiguous: u64,
    /// Items that the run before did not have; owners only.
    pub appeared: Option<u64>,
    /// Items of the run before that are no more; owners only.
    pub gone: Option<u64>,
    pub notes: Vec<String>,
    /// By community, within the caller's area.
    pub communities: Vec<CommunityTally>,
}

/// Counts of one community.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommunityTally {
    pub community: String,
    pub code: String,
    pub same: u64,
    pub differs: u64,
    pub only_left: u64,
    pub only_right: u64,
    pub ambiguous: u64,
}

/// Which items.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemQuery {
    /// differs, only-left, only-right or ambiguous.
    pub state: Option<String>,
    /// Number of a compared field.
    pub field: Option<usize>,
    /// Area code.
    pub community: Option<String>,
    /// open (default), closed, new (since the run before), gone or all.
    pub show: Option<String>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// A page of items.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemsPage {
    pub total: u64,
    pub rows: Vec<ItemView>,
}

/// A difference.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    pub id: i64,
    /// differs, only-left, only-right or ambiguous.
    pub state: String,
    pub title: String,
    pub community: String,
    /// The person in the registry, where the caller may open the page.
    pub person_id: Option<i64>,
    pub cells: Vec<ItemCell>,
    /// Rows of the left list that share the key.
    pub left_rows: u64,
    /// Rows of the right list that share the key.
    pub right_rows: u64,
    /// It was not there in the run before.
    pub appeared: bool,
    /// The newest run no longer has it.
    pub gone: bool,
    /// left, right, both, corrected, nobody or other.
    pub outcome: Option<String>,
    pub remark: Option<String>,
    pub outcome_by: Option<String>,
    pub outcome_at: Option<String>,
    /// A correction was taken into the registry.
    pub became_fact: bool,
    pub can_close: bool,
    /// An outcome in favour of the left or right list can become a fact of the registry.
    pub can_correct: bool,
}

/// One field of an item, side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemCell {
    pub index: usize,
    pub label: String,
    pub left: String,
    pub right: String,
    pub differs: bool,
    /// The difference lies in what is masked.
    pub hidden: bool,
}

/// How an item is closed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ItemOutcome {
    /// left, right, both, corrected, nobody or other.
    pub outcome: String,
    /// Required for other.
    pub remark: Option<String>,
    /// Take the value that is right into the registry as a correction.
    #[serde(default)]
    pub correct: bool,
}

/// One field of an item in full, please.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RevealItem {
    /// Number of the cell.
    pub index: usize,
    pub purpose: String,
}

/// Both sides of a field in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevealedPair {
    pub left: String,
    pub right: String,
}

/// What the export is for, and which items it holds.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ItemExport {
    pub purpose: String,
    pub state: Option<String>,
    pub field: Option<usize>,
    pub community: Option<String>,
    pub show: Option<String>,
}
