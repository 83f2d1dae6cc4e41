//! Places on the wire.

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
    /// enterprise or sole-trader.
    pub kind: Option<String>,
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
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacePage {
    pub id: i64,
    pub name: String,
    pub community: String,
    /// Registers that named the place and whose newest list does not, one sentence each.
    pub left: Vec<String>,
    pub facts: Vec<Fact>,
    pub locks: Vec<Lock>,
}
