//! Places on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::lock::Lock;
use super::people::Fact;

/// A question about places.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PlacesQuery {
    pub area: Option<String>,
    pub text: Option<String>,
    /// enterprise, sole-trader or other.
    pub kind: Option<String>,
    /// Only those that carry all of these tags.
    pub tags: Vec<String>,
    /// Only those of which this tag cannot be told.
    pub untold: Option<String>,
    /// Code of table `small-place`.
    pub small_kind: Option<String>,
    /// What was last found on the spot: code of table `site-state`.
    pub state: Option<String>,
    /// Only those not checked on the spot for 180 days, the oldest check first.
    pub unchecked: bool,
    /// Only those in this dwelling.
    pub dwelling: Option<i64>,
    pub page: Option<u64>,
    pub size: Option<u64>,
}

/// A page of places.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacesPage {
    pub total: u64,
    pub rows: Vec<PlaceRow>,
}

/// A place in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceRow {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub credit_code: String,
    pub address: String,
    pub community: String,
    pub status: String,
    pub industry: String,
    /// Its kind of 九小场所, in words; empty when not held.
    pub small_kind: String,
    /// What was last found on the spot: code of table `site-state`; empty when not held.
    pub state: String,
    /// The same in words.
    pub state_label: String,
    /// The last day on which somebody on the spot told something of it.
    pub checked: Option<String>,
    /// The tags it carries, as far as the caller sees them.
    pub tags: Vec<String>,
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacePage {
    pub id: i64,
    pub name: String,
    pub community: String,
    /// Registers that named the place and whose newest list does not, one sentence each.
    pub left: Vec<String>,
    /// The tags it carries, as far as the caller sees them.
    pub tags: Vec<String>,
    pub sites: PlaceSites,
    pub small: SmallCard,
    /// What was found on the spot, the newest first.
    pub checks: Vec<PlaceCheck>,
    /// Whether the caller may say what was found on the spot.
    pub may_check: bool,
    pub facts: Vec<Fact>,
    pub locks: Vec<Lock>,
}

/// Where a place is registered beside where it works.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceSites {
    pub registered: PlaceSite,
    pub working: PlaceSite,
    /// Whether they differ (地址不符): true, false, or absent when that cannot be told.
    pub mismatch: Option<bool>,
    /// The same as a sentence.
    pub sentence: String,
}

/// One address of a place and where it leads.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct PlaceSite {
    /// As held; empty when not.
    pub address: String,
    pub community: String,
    /// The dwelling, when the caller may open it.
    pub dwelling: Option<i64>,
    /// The dwelling's address.
    pub dwelling_label: String,
}

/// Whether a place is one of 九小场所, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmallCard {
    /// true, false or unknown.
    pub truth: String,
    pub sentence: String,
    /// The document that sets the limits.
    pub source: String,
    /// Code of table `small-place`; empty when not held.
    pub kind: String,
    /// Ids of the elements that are missing.
    pub missing: Vec<String>,
}

/// Something found of a place on the spot.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceCheck {
    /// The delivery that says so.
    pub delivery: i64,
    pub day: String,
    /// 场所现场状况 in words; empty when it says none.
    pub state: String,
    /// What else it says, in words.
    pub said: Vec<String>,
    /// Whether the caller may take it back.
    pub may_undo: bool,
}

/// A kind of 九小场所.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmallKind {
    pub code: String,
    pub label: String,
    pub sizes: Vec<SmallSize>,
}

/// Something that has to be known of a place of a kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmallSize {
    /// Element id.
    pub element: String,
    pub label: String,
    pub unit: String,
    /// Whether it is answered with yes or no.
    pub yes_no: bool,
    /// The limit in words: 少于100座; empty when there is none.
    pub limit: String,
}

/// What was found of a place on the spot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceOutcome {
    /// Code of table `site-state`.
    pub state: String,
    /// Code of table `small-place`, when it is told or changes.
    #[serde(default)]
    pub small_kind: Option<String>,
    /// Sizes by element id, as typed; only those that the kind asks for.
    #[serde(default)]
    pub sizes: BTreeMap<String, String>,
}

/// A check that was noted, by which it can be taken back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceOutcomeMade {
    pub delivery: i64,
}
