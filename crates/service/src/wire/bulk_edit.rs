//! Many changed rows of a submission on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::form::{CellChange, GridRow};
use super::validation::FormFindingView;

/// Cells typed or pasted into many rows.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BulkEdit {
    /// At most 5,000 rows.
    pub rows: Vec<BulkRow>,
}

/// Typed cells of one row.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BulkRow {
    pub id: i64,
    /// The version the caller saw.
    pub version: i64,
    pub cells: Vec<CellChange>,
}

/// What became of many typed cells.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkEdited {
    /// Rows as they stand now: those that changed, and those that somebody else had changed.
    pub rows: Vec<GridRow>,
    /// Cells that could not be taken; every other cell of a row that is not stale was.
    pub wrong: Vec<BulkProblem>,
    /// Rows that somebody else changed meanwhile; nothing of them was taken.
    pub stale: Vec<StaleRow>,
    /// Checks of the form that these rows fail now.
    pub findings: Vec<FormFindingView>,
    /// All of it in one sentence.
    pub summary: String,
}

/// Why one cell was not taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BulkProblem {
    pub row: i64,
    /// Place of the row in the list, from 0.
    pub position: u64,
    pub index: u32,
    /// Title of the column.
    pub column: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

/// A row that was changed by somebody else.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StaleRow {
    pub row: i64,
    /// Place of the row in the list, from 0.
    pub position: u64,
    /// Who changed it, when, and what to do, in Chinese.
    pub message: String,
}
