//! Marked cells of a submission on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A cell that a reviewer marks.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CellRemark {
    /// Id of the row.
    pub row: i64,
    /// Column of the sheet, from 0.
    pub index: u32,
    pub remark: String,
}

/// What goes with a return or a reopening.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HandBack {
    pub remark: String,
    /// Only these cells open again; everything when empty.
    #[serde(default)]
    pub cells: Vec<CellRemark>,
    /// Why, where reopening needs an approval.
    #[serde(default)]
    pub plea: String,
}

/// A marked cell with what is said about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarkView {
    pub id: i64,
    pub row: i64,
    /// Place of the row in the list, from 0.
    pub position: u64,
    pub index: u32,
    pub label: String,
    /// Whom the row is about.
    pub who: String,
    /// The cell's value now, masked.
    pub text: String,
    pub remark: String,
    /// open, answered or closed.
    pub state: String,
    pub asked_by: String,
    pub asked_at: String,
    pub answer: Option<String>,
    pub answered_by: Option<String>,
    pub answered_at: Option<String>,
}

/// A community's answer to a marked cell.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MarkAnswer {
    pub answer: String,
}
