//! The rank table on the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// How values compete (取值规则).
#[derive(Debug, Serialize, ToSchema)]
pub struct RankTable {
    /// The rules that hold for all elements, in order, each one Chinese sentence.
    pub rules: Vec<String>,
    pub rows: Vec<RankRow>,
}

/// The sources of one element, the most trusted first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankRow {
    pub element: String,
    pub label: String,
    /// person, dwelling, place …
    pub entity: String,
    pub sources: Vec<RankedSource>,
    /// Why in this order.
    pub reason: String,
    /// Whether somebody on the spot can confirm it.
    pub confirmable: bool,
    /// Days after which it counts as not verified.
    pub max_age_days: Option<i32>,
    /// Where that number comes from.
    pub max_age_rule: Option<String>,
}

/// A source in the order of trust.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankedSource {
    pub code: String,
    pub label: String,
    /// Whether its values are confirmed on the spot.
    pub confirms: bool,
}
