//! Templates, requests and submissions on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::catalogue::CodeOption;
use super::people::PeopleQuery;
use super::sending::{PriceTag, RequestRights, SendingView};
use super::trace::TraceStep;

/// A department's workbook, read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Template {
    pub id: i64,
    pub title: String,
    pub department: String,
    pub file_name: String,
    pub sheet: String,
    /// First and last header row, from 1.
    pub header_rows: [u32; 2],
    pub created_at: String,
    pub columns: Vec<TemplateColumn>,
    /// The cells of the header as they stand in the sheet.
    pub preview: Vec<Vec<String>>,
}

/// A column of a template.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateColumn {
    /// Column of the sheet, from 0.
    pub index: u32,
    pub letter: String,
    pub path: Vec<String>,
    /// Element id.
    pub element: Option<String>,
    pub element_label: Option<String>,
    pub required: bool,
    /// auto, ask or none.
    pub tier: String,
    pub confidence: f32,
    pub reason: String,
    pub confirmed: bool,
    /// How identity numbers are written in the workbook; none where there is nothing to choose.
    pub output: Option<String>,
}

/// A person's decision about the columns of a template.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ColumnDecisions {
    pub columns: Vec<ColumnDecision>,
}

/// What one column asks for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ColumnDecision {
    pub index: u32,
    /// Element id; none leaves the column to be typed.
    pub element: Option<String>,
    /// full, birth-hidden, last-six, quoted, fifteen or birth-and-suffix.
    #[serde(default)]
    pub output: Option<String>,
}

/// Whom a request would reach.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RequestDraft {
    pub template_id: i64,
    pub population: PeopleQuery,
    /// Streets or communities; all with members when empty.
    #[serde(default)]
    pub areas: Vec<String>,
    /// The day by which it would be due.
    #[serde(default)]
    pub due: Option<String>,
    /// The item of the duty list; none when it is not on the list.
    #[serde(default)]
    pub duty: Option<String>,
    /// Ask the communities even though everything is held.
    #[serde(default)]
    pub ask_anyway: bool,
}

/// What a request would ask of whom.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestPreview {
    pub total: u64,
    pub streets: Vec<StreetCount>,
    /// Share of asked cells already held, 0 to 1, from a sample of the population.
    pub held_share: f64,
    pub columns: Vec<ColumnShare>,
    /// What it costs in the chosen areas.
    pub price: PriceTag,
}

/// How many people a street would report on.
#[derive(Debug, Serialize, ToSchema)]
pub struct StreetCount {
    pub code: String,
    pub name: String,
    pub count: u64,
    pub communities: Vec<CommunityCount>,
}

/// How many people a community would report on.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommunityCount {
    pub code: String,
    pub name: String,
    pub count: u64,
}

/// How much of a column is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnShare {
    pub index: u32,
    pub label: String,
    pub held_share: f64,
}

/// A new request.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRequest {
    pub template_id: i64,
    pub title: String,
    pub population: PeopleQuery,
    /// Streets or communities; all with members when empty.
    #[serde(default)]
    pub areas: Vec<String>,
    /// The day by which it must be back.
    pub due: String,
    /// The item of the duty list that covers it.
    #[serde(default)]
    pub duty: Option<String>,
    /// No item of the duty list covers it; needs an approval.
    #[serde(default)]
    pub off_list: bool,
    /// Why it should be approved although something stands against it.
    #[serde(default)]
    pub plea: String,
    /// Streets get it first and forward it.
    #[serde(default)]
    pub by_street: bool,
    /// A community's head approves before the street sees it.
    #[serde(default)]
    pub head: bool,
    /// The department settles each part after its street accepted.
    #[serde(default)]
    pub settle: bool,
    /// Ask the communities even though everything is held.
    #[serde(default)]
    pub ask_anyway: bool,
}

/// A request sent down.
#[derive(Debug, Serialize, ToSchema)]
pub struct Request {
    pub id: i64,
    pub title: String,
    pub department: String,
    pub template_id: i64,
    /// waiting, declined, open, complete, closed or recalled.
    pub state: String,
    /// The item of the duty list; none when it is not on the list.
    pub duty: Option<String>,
    pub by_street: bool,
    pub head: bool,
    pub settle: bool,
    /// Nobody was asked, because all was held.
    pub zero_touch: bool,
    pub due: String,
    pub as_of: String,
    pub created_at: String,
    pub created_by: String,
    pub submissions: u64,
    pub submitted: u64,
    pub accepted: u64,
    pub rows: u64,
}

/// A request with its submissions and totals.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestDetail {
    #[serde(flatten)]
    pub request: Request,
    pub submissions_list: Vec<SubmissionRow>,
    pub totals: Totals,
    pub streets: Vec<StreetTotals>,
    pub events: Vec<TraceStep>,
    pub sendings: Vec<SendingView>,
    pub can: RequestRights,
}

/// Totals of one street.
#[derive(Debug, Serialize, ToSchema)]
pub struct StreetTotals {
    pub code: String,
    pub name: String,
    pub totals: Totals,
    pub communities: Vec<CommunityTotals>,
}

/// Totals of one community.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommunityTotals {
    pub code: String,
    pub name: String,
    pub submission: i64,
    pub state: String,
    pub totals: Totals,
}

/// What came in, added up.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Totals {
    pub communities: u64,
    pub accepted: u64,
    pub submitted: u64,
    pub rows: u64,
    pub cells: u64,
    pub prefilled: u64,
    pub corrected: u64,
    pub typed: u64,
    pub empty: u64,
    pub sums: Vec<ColumnSum>,
}

/// The sum of a numeric column.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ColumnSum {
    pub column: u32,
    pub label: String,
    pub sum: f64,
}

/// The part of a request that one community answers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SubmissionRow {
    pub id: i64,
    pub request_id: i64,
    pub community_code: String,
    pub community: String,
    pub street_code: String,
    pub street: String,
    /// waiting, filling, checking, submitted, returned, accepted, settled or recalled.
    pub state: String,
    pub rows: u64,
    pub filled_share: f64,
    pub corrected: u64,
    pub updated_at: String,
    pub remark: Option<String>,
    /// Who was asked to fill it.
    pub assigned_to: Option<String>,
}

/// A submission with its columns, ready for the fill grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionGrid {
    #[serde(flatten)]
    pub submission: SubmissionRow,
    pub title: String,
    pub due: String,
    pub columns: Vec<GridColumn>,
    pub can: GridRights,
}

/// A column of the fill grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridColumn {
    pub index: u32,
    pub label: String,
    pub path: Vec<String>,
    pub element: Option<String>,
    pub element_label: Option<String>,
    pub required: bool,
    pub kind: String,
    pub unit: Option<String>,
    pub options: Option<Vec<CodeOption>>,
    /// Counted or computed by Linli; not typed.
    pub readonly: bool,
}

/// What the caller may do with a submission now.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridRights {
    pub edit: bool,
    pub submit: bool,
    pub accept: bool,
    pub r#return: bool,
    pub reopen: bool,
    pub approve: bool,
    pub settle: bool,
    pub assign: bool,
    /// Only marked cells are open.
    pub marked_only: bool,
}

/// Which rows of a submission.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GridQuery {
    /// `empty` (something required is missing), `corrected`, `doubted` (somebody marked a value
    /// wrong), `wrong` (a check of the form fails) or `changed` (since the period before); all
    /// otherwise.
    pub only: Option<String>,
    /// Part of any cell of the row.
    pub text: Option<String>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// A page of the fill grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridPage {
    pub total: u64,
    pub rows: Vec<GridRow>,
}

/// A row of the fill grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridRow {
    pub id: i64,
    pub submission_id: i64,
    /// Place in the list, from 0.
    pub position: u64,
    pub person_id: Option<i64>,
    pub community: String,
    pub excluded: bool,
    pub exclude_reason: Option<String>,
    pub version: i64,
    pub cells: Vec<GridCell>,
}

/// A cell of the fill grid, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridCell {
    pub text: String,
    pub masked: bool,
    /// prefilled, empty, corrected, typed or none.
    pub state: String,
    pub source: Option<String>,
    pub as_of: Option<String>,
    /// What stood there before the correction, masked.
    pub previous: Option<String>,
    pub issue: Option<String>,
    /// The value is in doubt: somebody marked it wrong and its department has not answered.
    pub contested: bool,
}

/// Changed cells of a row.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RowChange {
    /// The version the caller saw; a newer one is refused.
    #[serde(default)]
    pub version: i64,
    pub cells: Vec<CellChange>,
}

/// One typed cell.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CellChange {
    pub index: u32,
    pub text: String,
    /// Take a correction back: what was prefilled stands again, masked or not. `text` is not read.
    #[serde(default)]
    pub restore: bool,
}

/// Leave a row out, or take that back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Exclusion {
    pub version: i64,
    /// Why; none takes the exclusion back.
    pub reason: Option<String>,
}

/// One cell in full, please.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RevealCell {
    pub index: u32,
    pub purpose: String,
}

/// The form of a template upload, for the API description.
#[derive(Debug, ToSchema)]
#[allow(
    dead_code,
    reason = "describes the multipart body; read field by field"
)]
pub struct TemplateUpload {
    /// The empty workbook.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}
