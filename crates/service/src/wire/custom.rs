//! Self-defined kinds and their objects on the wire (自定义对象).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    /// Whether it is the number by which an import finds an object that is there.
    #[serde(default)]
    pub key: bool,
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
    /// Whether it was put away.
    pub archived: bool,
}

/// Which kinds.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct KindQuery {
    /// Those that were put away instead of those in use.
    pub archived: bool,
}

/// Putting a kind away, or taking it out again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KindArchive {
    pub archived: bool,
}

/// Which objects.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ItemQuery {
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    pub page: Option<u64>,
    pub size: Option<u64>,
    /// As known at the end of this past day (`2026-05-01`); as things are now when absent.
    pub known_on: Option<String>,
    /// Those that were removed instead of those that are there.
    pub removed: bool,
    /// Text that a value which the caller may see holds.
    pub text: Option<String>,
    /// Canonical values that fields must have, by field id.
    pub choices: BTreeMap<String, String>,
    /// Field id to order by; the newest first when absent.
    pub sort: Option<String>,
    pub descending: bool,
}

/// A page of objects.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindItemsPage {
    pub total: u64,
    pub rows: Vec<KindItem>,
    /// The fields of the kind as they were on the day asked for.
    pub fields: Vec<KindField>,
    /// Objects that were there before histories were kept, so that nobody can tell what they were on
    /// the day asked for.
    pub unrecorded: u64,
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
    /// Objects that are new.
    pub imported: u64,
    /// Objects that were found by their number and changed.
    pub changed: u64,
    /// Rows whose object already is what they say.
    pub unchanged: u64,
    /// By which the import can be taken back; none when nothing was written.
    pub batch: Option<i64>,
    /// Rows that could not be used, at most a hundred, with every reason.
    pub refused: Vec<RefusedItem>,
    pub refused_total: u64,
    /// Titles that are no field of the kind; their columns were not read.
    pub unknown_columns: Vec<String>,
}

/// A row that could not be used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RefusedItem {
    /// As the spreadsheet counts, from 1.
    pub row: u64,
    pub messages: Vec<String>,
}
