//! The catalogue on the wire: elements, code tables, sources, tags.

use serde::Serialize;
use utoipa::ToSchema;

/// A data element.
#[derive(Debug, Serialize, ToSchema)]
pub struct Element {
    pub id: String,
    pub label: String,
    pub entity: String,
    pub kind: String,
    pub unit: Option<String>,
    pub code_table: Option<String>,
    pub grade: String,
    pub population: Option<String>,
    pub as_of: Option<String>,
    pub titles: Vec<String>,
}

/// A code table.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeTableView {
    pub id: String,
    pub label: String,
    pub standard: String,
    pub entries: Vec<CodeOption>,
}

/// One code of a table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CodeOption {
    pub code: String,
    pub label: String,
}

/// A data source.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceView {
    pub code: String,
    pub label: String,
    pub department: String,
    pub entity: String,
    /// Whether each of its deliveries is the whole list (全量名册), so that who is missing from it is
    /// not on it any more.
    pub roster: bool,
}

/// A tag with how many hold it in the asked area.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagCount {
    pub name: String,
    /// person, dwelling, place or household.
    pub subject: String,
    /// `base` or `dynamic`.
    pub kind: String,
    pub group: String,
    /// What it means, in one sentence.
    pub rule: String,
    /// The department that answers for it.
    pub source: String,
    pub grade: String,
    pub count: Option<u64>,
    /// Of how many it cannot be told.
    pub unknown: Option<u64>,
    /// city, district or street.
    pub level: String,
    /// 0 for what ships.
    pub version: i32,
    /// shipped, changed or added.
    pub origin: String,
    /// Its code in the city's catalogue.
    pub city_code: Option<String>,
    /// The last day on which it holds unless it is confirmed anew.
    pub valid_until: Option<String>,
}
