//! Self-defined kinds and their objects on the wire (自定义对象).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A field of a kind.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KindField {
    /// Stable id; none for a new field.
    #[serde(default)]
    pub id: Option<String>,
    pub label: String,
    /// text, number, date, code, area or point.
    pub kind: String,
    /// Choices of a code field without a code table.
    #[serde(default)]
    pub options: Vec<String>,
    /// Id of a code table of the catalogue.
    #[serde(default)]
    pub code_table: Option<String>,
    #[serde(default)]
    pub unit: Option<String>,
    /// L1 to L4.
    pub grade: String,
    #[serde(default)]
    pub required: bool,
}

/// A kind to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKind {
    pub name: String,
    #[serde(default)]
    pub note: String,
    pub fields: Vec<KindField>,
}

/// A kind as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KindChange {
    /// The version that was changed.
    pub version: i64,
    pub name: String,
    #[serde(default)]
    pub note: String,
    pub fields: Vec<KindField>,
}

/// A kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kind {
    pub id: i64,
    pub name: String,
    pub note: String,
    pub department: Option<String>,
    /// Where it is used.
    pub area: String,
    pub fields: Vec<KindField>,
    pub version: i64,
    /// Objects in the caller's area.
    pub items: u64,
    /// Whether the caller may change the kind.
    pub own: bool,
}

/// Which objects.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ItemQuery {
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// A page of objects.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindItemsPage {
    pub total: u64,
    pub rows: Vec<KindItem>,
}

/// An object.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindItem {
    pub id: i64,
    pub area_code: String,
    pub area: String,
    /// What people read, by field id.
    pub shown: BTreeMap<String, String>,
    /// What can be edited, by field id; fields that the caller may not see are left out.
    pub values: BTreeMap<String, String>,
    pub version: i64,
    pub updated_at: String,
}

/// An object as typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKindItem {
    /// Area code; the caller's own area when absent.
    #[serde(default)]
    pub area: Option<String>,
    /// Typed texts by field id.
    pub values: BTreeMap<String, String>,
}

/// An object as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemChange {
    /// The version that was changed.
    pub version: i64,
    #[serde(default)]
    pub area: Option<String>,
    /// Typed texts by field id; fields that the caller may not see stay as they are.
    pub values: BTreeMap<String, String>,
}

/// A file of objects, for the API description.
#[derive(Debug, ToSchema)]
#[allow(
    dead_code,
    reason = "describes the multipart body; read field by field"
)]
pub struct ItemsUpload {
    /// csv, xlsx or xls with a header row of field titles.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}

/// What became of an imported file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemsImported {
    pub imported: u64,
    /// Rows that could not be used, at most a hundred, with every reason.
    pub refused: Vec<RefusedItem>,
    pub refused_total: u64,
    /// Titles that are no field of the kind; their columns were not read.
    pub unknown_columns: Vec<String>,
}

/// A row that could not be used.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedItem {
    /// As the spreadsheet counts, from 1.
    pub row: u64,
    pub messages: Vec<String>,
}
