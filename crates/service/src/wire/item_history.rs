//! What objects of self-defined kinds were, and ways back, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An object with all its known versions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemHistory {
    pub id: i64,
    /// Its version now.
    pub version: i64,
    /// Whether it was removed.
    pub removed: bool,
    /// Whether its beginning is known; objects from before histories were kept lack theirs.
    pub complete: bool,
    /// The newest first.
    pub versions: Vec<ItemVersion>,
}

/// What somebody did to an object.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemVersion {
    pub version: i64,
    pub at: String,
    /// Where they work and their name; none where it was not written down.
    pub by: Option<String>,
    /// created, imported, changed, removed or restored.
    pub act: String,
    /// The import that it came with or was taken back with.
    pub batch: Option<i64>,
    /// Where the object belonged.
    pub area: String,
    /// What differs from the version before.
    pub changes: Vec<ItemFieldChange>,
}

/// One field that differs. Values that the caller may not see are withheld.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemFieldChange {
    /// Title of then.
    pub label: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Which version an object is to be again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemRestore {
    /// The version of the object that the caller saw.
    pub version: i64,
    /// The version it is to be again.
    pub to: i64,
}

/// A file of objects that was imported.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemImport {
    pub id: i64,
    pub at: String,
    pub by: Option<String>,
    /// The area of whoever imported it.
    pub area: String,
    pub created: i64,
    pub changed: i64,
    /// When it was taken back.
    pub undone_at: Option<String>,
    pub undone_by: Option<String>,
}

/// What taking an import back came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemsUndone {
    /// Objects that it had made and that are removed now.
    pub removed: u64,
    /// Objects that are again what they were before it.
    pub restored: u64,
    /// Objects that stay as they are because they were changed or removed since, at most a hundred.
    pub kept: Vec<KeptItem>,
    pub kept_total: u64,
}

/// An object that stays as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptItem {
    pub id: i64,
    pub area: String,
    /// Its number, or else its first value, as the caller may see it.
    pub label: String,
    /// Whether it was removed since, not changed.
    pub removed: bool,
}
