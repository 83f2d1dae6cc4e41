//! What people may be counted by, and tables of two such things (交叉表).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::PeopleQuery;

/// Something people may be counted by.
#[derive(Debug, Serialize, ToSchema)]
pub struct DimensionView {
    /// street, community, age, sex, tag, or the id of a coded element.
    pub key: String,
    pub label: String,
    /// Whether it may be a row or a column of a table.
    pub crosses: bool,
}

/// A question for a table.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CrossTabAsked {
    pub query: PeopleQuery,
    /// Key of what the rows are.
    pub rows: String,
    /// Key of what the columns are.
    pub columns: String,
}

/// People by two things at once; everybody stands in one cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossTabView {
    /// What the rows are.
    pub row_label: String,
    /// What the columns are.
    pub column_label: String,
    /// The columns from left to right; those of whom it is not known come last.
    pub columns: Vec<String>,
    pub rows: Vec<CrossTabRow>,
    /// By column.
    pub totals: Vec<u64>,
    pub total: u64,
}

/// A row of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossTabRow {
    /// Code of what the row is; unknown for those of whom it is not known.
    pub key: String,
    /// What the row is called, with its street where another community has the same name.
    pub label: String,
    /// By column.
    pub cells: Vec<u64>,
    pub total: u64,
}
