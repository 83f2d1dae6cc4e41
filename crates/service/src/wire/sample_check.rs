//! Sample checks on the wire (抽样核实).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Draw for a community.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSample {
    /// Community code; the caller's own community when absent.
    #[serde(default)]
    pub area: Option<String>,
    /// What to draw with, to draw the same again; any when absent.
    #[serde(default)]
    pub seed: Option<u64>,
}

/// A sample check in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SampleRow {
    pub id: i64,
    pub community: String,
    pub community_code: String,
    pub made_at: String,
    /// Dwellings drawn.
    pub doors: u64,
    /// Dwellings with an answer.
    pub answered: u64,
    pub result: Option<ShareView>,
}

/// A share with its 95 % interval (Wilson), each 0 to 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareView {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// A sample check.
#[derive(Debug, Serialize, ToSchema)]
pub struct SamplePage {
    pub id: i64,
    pub community: String,
    pub community_code: String,
    pub made_at: String,
    /// From how many dwellings they were drawn.
    pub drawn_from: u64,
    /// What they were drawn with.
    pub seed: u64,
    pub doors: Vec<SampleDoor>,
    /// Dwellings with an answer, and of how many everything answered was right.
    pub answered: u64,
    pub all_right: u64,
    pub result: Option<ShareView>,
    pub items: Vec<SampleItem>,
}

/// A dwelling drawn and what to ask there.
#[derive(Debug, Serialize, ToSchema)]
pub struct SampleDoor {
    pub dwelling_id: i64,
    pub label: String,
    pub questions: Vec<SampleQuestion>,
}

/// One value to look at.
#[derive(Debug, Serialize, ToSchema)]
pub struct SampleQuestion {
    /// The dwelling or somebody in it.
    pub entity: i64,
    pub element: String,
    /// What to ask, with the value held: 张三住在这里.
    pub text: String,
    /// right, wrong, unknown, or none yet.
    pub verdict: Option<String>,
}

/// How one kind of value did.
#[derive(Debug, Serialize, ToSchema)]
pub struct SampleItem {
    pub element: String,
    pub label: String,
    pub right: u64,
    pub wrong: u64,
    pub unknown: u64,
    pub result: Option<ShareView>,
}

/// What was found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleAnswers {
    pub answers: Vec<SampleAnswer>,
}

/// What was found about one value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleAnswer {
    pub dwelling_id: i64,
    pub entity: i64,
    pub element: String,
    /// right, wrong or unknown.
    pub verdict: String,
}
