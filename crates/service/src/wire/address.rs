//! Unresolved addresses and names of estates on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::area::AreaRef;

/// Which unresolved addresses.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnplacedQuery {
    /// Code of a community or street, the caller's own area when absent. For a district: the
    /// addresses that lead to no community at all.
    pub area: Option<String>,
    /// Code of one reason.
    pub reason: Option<String>,
    /// One name of an estate.
    pub name: Option<String>,
    /// person or place.
    pub kind: Option<String>,
    /// From 1.
    pub page: Option<u64>,
    /// At most 200.
    pub size: Option<u64>,
}

/// Unresolved addresses of an area.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnplacedPage {
    pub area: AreaRef,
    /// How many there are of the asked reason, name and kind.
    pub total: u64,
    /// How many there are by reason, the most first; of all reasons, names and kinds.
    pub reasons: Vec<UnplacedReason>,
    /// Names of estates that nobody knows, the most frequent first.
    pub names: Vec<UnknownName>,
    /// Names that somebody gave.
    pub aliases: Vec<EstateAliasView>,
    pub rows: Vec<UnplacedRow>,
}

/// A reason and how many addresses it keeps back.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnplacedReason {
    pub code: String,
    /// A few words.
    pub label: String,
    /// One sentence that says what to do.
    pub sentence: String,
    pub count: u64,
}

/// A name that no estate of the community has.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnknownName {
    pub name: String,
    pub community: String,
    pub community_code: String,
    pub count: u64,
    /// Estates of the community, the most alike first.
    pub candidates: Vec<String>,
}

/// One address.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnplacedRow {
    /// person or place.
    pub kind: String,
    pub id: i64,
    pub who: String,
    /// 现住址, 户籍地址, 单位地址 …
    pub what: String,
    /// The address as the caller may see it.
    pub text: String,
    pub masked: bool,
    pub community: String,
    /// The name its estate goes by; empty when none is written.
    pub name: String,
    pub reason: String,
}

/// A name that somebody gave an estate.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstateAliasView {
    pub id: i64,
    pub community: String,
    pub name: String,
    pub estate: String,
    pub by: String,
    pub at: String,
}

/// This name means that estate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameEstate {
    /// Code of the community.
    pub community: String,
    pub name: String,
    pub estate: String,
}

/// What a change of names did.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacedAgain {
    /// People and places whose address leads elsewhere now.
    pub placed: u64,
}
