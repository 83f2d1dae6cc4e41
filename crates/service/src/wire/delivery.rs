//! Deliveries on the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::contract::CheckView;

/// A delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct Delivery {
    pub id: i64,
    pub source: String,
    pub source_label: String,
    pub file_name: String,
    /// received, quarantined, loading, loaded, failed, undone, rejected, withdrawn or duplicate.
    pub state: String,
    /// 0 to 1.
    pub progress: f64,
    pub received_at: String,
    pub received_by: String,
    pub finished_at: Option<String>,
    pub as_of: String,
    pub rows_read: u64,
    pub rows_loaded: u64,
    pub rows_refused: u64,
    pub problem: Option<DeliveryProblem>,
    /// The delivery that already holds the same file.
    pub duplicate_of: Option<i64>,
    /// The way it came in: page, command, push, watch or pull.
    pub via: String,
    /// It only completes an earlier one (补交).
    pub part: bool,
}

/// Why a delivery was not loaded.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryProblem {
    pub code: String,
    pub detail: String,
}

/// A page of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveriesPage {
    pub total: u64,
    pub rows: Vec<Delivery>,
}

/// A delivery with its report card.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryDetail {
    #[serde(flatten)]
    pub delivery: Delivery,
    pub card: Option<ReportCardView>,
    /// What was found by the contract; absent when the source had none.
    pub check: Option<CheckView>,
    /// Whether its source has a contract now.
    pub agreed: bool,
    /// Whether the caller may decide about it and agree on contracts.
    pub may_decide: bool,
}

/// The report card of a delivery (数据体检).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportCardView {
    pub sheets: Vec<SheetCardView>,
    pub issues: Vec<IssueCount>,
    pub missing_required: Vec<String>,
    pub unknown_columns: Vec<String>,
    pub notes: Vec<String>,
    pub linked: LinkCounts,
}

/// How rows met the registry.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
pub struct LinkCounts {
    /// Rows that belong to somebody already known.
    pub existing: u64,
    /// People, dwellings or places met for the first time.
    pub new: u64,
    /// Rows whose address led to no known dwelling.
    pub address_unresolved: u64,
}

/// One sheet of a delivery.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SheetCardView {
    pub name: String,
    pub kind: String,
    /// First and last header row, from 1.
    pub header_rows: Option<[u32; 2]>,
    pub rows_read: u64,
    pub rows_clean: u64,
    pub rows_refused: u64,
    pub columns: Vec<ColumnCard>,
}

/// One column of a sheet.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ColumnCard {
    pub letter: String,
    pub title: String,
    pub path: Vec<String>,
    /// Canonical label of the data element, if matched.
    pub element: Option<String>,
    /// auto, ask or none.
    pub tier: String,
    pub reason: String,
    /// Share of rows with a value, 0 to 1.
    pub filled: f64,
}

/// How often one kind of issue occurred.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssueCount {
    pub code: String,
    pub label: String,
    pub severity: String,
    pub count: u64,
}

/// A page of issues.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuesPage {
    pub total: u64,
    pub rows: Vec<IssueRow>,
}

/// One issue in a delivered file.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssueRow {
    pub sheet: String,
    pub row: u32,
    pub column: Option<String>,
    pub column_letter: Option<String>,
    pub code: String,
    /// refuse, warn or note.
    pub severity: String,
    pub message: String,
}

/// What undoing a delivery did.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoResult {
    /// Entities whose values were chosen anew.
    pub entities: u64,
    /// Entities nobody else vouches for, now retired.
    pub retired: u64,
    pub communities: u64,
}

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryFilter {
    pub state: Option<String>,
    /// Source code.
    pub source: Option<String>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// Which issues.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IssueFilter {
    /// Issue code.
    pub code: Option<String>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// The form of an upload, for the API description.
#[derive(Debug, ToSchema)]
#[allow(
    dead_code,
    reason = "describes the multipart body; read field by field"
)]
pub struct DeliveryUpload {
    /// The workbook or csv.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// Source code; recognised from the file when empty.
    pub source: Option<String>,
    /// The day the file speaks of, `2024-02-29`; today when empty.
    pub as_of: Option<String>,
    /// `true` when the file only completes an earlier one; also told by 补交, 补充 or 补报 in its
    /// name.
    pub part: Option<bool>,
}
