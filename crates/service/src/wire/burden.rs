//! The burden of forms on the wire: only sums of areas and departments.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which requests are counted: those sent out from one day to another.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BurdenAsked {
    /// `2024-02-29`; a year before `to` when absent.
    pub from: Option<String>,
    /// `2024-02-29`; today when absent.
    pub to: Option<String>,
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
}

/// What forms cost an area.
#[derive(Debug, Serialize, ToSchema)]
pub struct Burden {
    pub from: String,
    pub to: String,
    pub area: String,
    pub area_name: String,
    pub total: BurdenFigures,
    pub departments: Vec<BurdenRow>,
    pub communities: Vec<BurdenRow>,
    /// How each figure is worked out.
    pub formulas: Vec<BurdenFormula>,
}

/// The figures of one department or community.
#[derive(Debug, Serialize, ToSchema)]
pub struct BurdenRow {
    /// Code of the community; empty for a department.
    pub code: String,
    pub name: String,
    pub figures: BurdenFigures,
}

/// What was asked and what it took.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct BurdenFigures {
    /// Requests sent out.
    pub forms: u64,
    /// Requests × communities that were asked.
    pub parts: u64,
    /// Parts that were handed in; only these have minutes.
    pub answered: u64,
    /// Asked columns, once for each community.
    pub items: u64,
    /// Items that the community had been asked in another form within a year before.
    pub repeats: u64,
    /// Requests with fewer than three working days.
    pub short_notice: u64,
    pub rows: u64,
    pub prefilled: u64,
    pub corrected: u64,
    pub typed: u64,
    pub empty: u64,
    pub minutes: f64,
    pub minutes_by_hand: f64,
    /// 0 to 1; none before anything was answered.
    pub reuse: Option<f64>,
    /// 0 to 1; none before anything was answered.
    pub reduction: Option<f64>,
}

/// How a figure is worked out.
#[derive(Debug, Serialize, ToSchema)]
pub struct BurdenFormula {
    /// Name of the figure in the answer.
    pub figure: String,
    pub label: String,
    pub formula: String,
}
