//! Own tables (自由制表) on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::PeopleQuery;

/// One column: a data element or a tag.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnColumn {
    /// Element id.
    pub element: Option<String>,
    /// Name of a tag; the column says 是 of who carries it.
    pub tag: Option<String>,
}

/// A table to be looked at or kept.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OwnTableDraft {
    /// Needed only to keep it.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub note: String,
    pub columns: Vec<OwnColumn>,
    /// Who stands in it; no text, because it is kept.
    #[serde(default)]
    pub population: PeopleQuery,
    /// Whether everybody who works in its area may use it.
    #[serde(default)]
    pub shared_area: bool,
    /// Roles that may use it: department, street, community.
    #[serde(default)]
    pub shared_roles: Vec<String>,
    /// Of a change: the version it was made on.
    pub version: Option<i64>,
}

/// A draft to be looked at without being kept.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TableLook {
    pub draft: OwnTableDraft,
    /// Why values graded L4 are looked at; at least four characters.
    pub purpose: Option<String>,
}

/// Which page of a kept table.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TableQuery {
    pub page: Option<u64>,
    /// At most 200.
    pub size: Option<u64>,
    /// Why values graded L4 are looked at; at least four characters.
    pub purpose: Option<String>,
}

/// A kept table.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnTableView {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub note: String,
    pub area: String,
    pub area_name: String,
    pub owner: String,
    /// Whether it is the caller's own.
    pub own: bool,
    pub shared_area: bool,
    pub shared_roles: Vec<String>,
    pub changed_at: String,
    pub columns: Vec<TableColumn>,
    pub population: PeopleQuery,
    /// Whether its rows need a purpose.
    pub needs_purpose: bool,
}

/// A column as the caller may see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TableColumn {
    pub label: String,
    pub element: Option<String>,
    pub tag: Option<String>,
    pub grade: Option<String>,
    /// The caller may not see it; its cells are empty.
    pub withheld: bool,
}

/// A page of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct TablePage {
    pub total: u64,
    pub columns: Vec<TableColumn>,
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableRow {
    pub person_id: i64,
    pub cells: Vec<TableCell>,
}

/// A cell of a table, masked.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct TableCell {
    pub text: String,
    pub masked: bool,
}

/// What is said to remove a table.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TableVersion {
    pub version: i64,
}
