//! Cut-overs (平移) on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::registry::cutover::TableReport;

/// The form of a cut-over, for the API description.
#[derive(Debug, ToSchema)]
#[allow(
    dead_code,
    reason = "describes the multipart body; read field by field"
)]
pub struct CutoverUpload {
    /// The mapping file.
    #[schema(value_type = String, format = Binary)]
    pub map: Vec<u8>,
    /// Tables of the old system, one part each.
    #[schema(value_type = Vec<String>, format = Binary)]
    pub file: Vec<Vec<u8>>,
}

/// What a cut-over would bring, or has brought.
#[derive(Debug, Serialize, ToSchema)]
pub struct CutoverCheck {
    pub name: String,
    pub tables: Vec<TableReport>,
    /// Thirty rows side by side, masked.
    pub sample: Vec<SampleCell>,
}

/// One field of a sampled row.
#[derive(Debug, Serialize, ToSchema)]
pub struct SampleCell {
    pub table: String,
    pub row: u32,
    pub label: String,
    pub old: String,
    pub new: String,
    pub arrived: bool,
}

/// A cut-over.
#[derive(Debug, Serialize, ToSchema)]
pub struct CutoverView {
    pub id: i64,
    pub name: String,
    /// running, done or rolled-back.
    pub state: String,
    pub at: String,
    pub by: String,
    pub deliveries: Vec<i64>,
    pub tables: Vec<TableReport>,
}

/// What rolling back came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CutoverRolledBack {
    pub deliveries: u64,
    /// Whether the registry is what it was before.
    pub as_before: bool,
}
