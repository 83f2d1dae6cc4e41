//! Figures by unit and day (统计) on the wire. Only counts, never whom they count.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FigureQuestion {
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    /// Id of a border set. Without one, figures are by the communities of today.
    pub border: Option<i64>,
    /// Without a border set: by streets and not by communities.
    #[serde(default)]
    pub by_street: bool,
    /// 口径: `home` (when absent), `hukou` or `either`.
    pub basis: Option<String>,
    /// Id of a segment: only its people are counted, and neither households nor dwellings.
    pub segment: Option<i64>,
    /// Tags and rules, beside people, households and dwellings, which are always counted.
    #[serde(default)]
    pub figures: Vec<WantedFigure>,
    /// Days as `2026-06-30`; today when empty. Of a past day is counted what was known at its end.
    #[serde(default)]
    pub days: Vec<String>,
}

/// A tag or a rule to be counted.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WantedFigure {
    /// Name of a tag of people, dwellings or places.
    pub tag: Option<String>,
    /// Text of a rule, where no tag is named.
    pub rule: Option<String>,
    /// Whom the rule is about: `person` (when absent), `dwelling` or `place`.
    pub subject: Option<String>,
    /// Heading; the tag or the rule itself when absent.
    pub label: Option<String>,
}

/// A question, how far it is, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureRunView {
    pub id: i64,
    /// `running`, `done`, `failed`, or `interrupted` when the program was stopped meanwhile.
    pub state: String,
    /// 0 to 1.
    pub progress: f64,
    /// Why nothing came of it.
    pub problem: Option<String>,
    pub area_name: String,
    /// Name of the border set; none for the communities or streets of today.
    pub border: Option<String>,
    pub by_street: bool,
    /// Name of the segment that it is narrowed to.
    pub segment: Option<String>,
    pub basis: String,
    pub days: Vec<String>,
    pub labels: Vec<String>,
    pub asked_at: String,
    /// Only on the page of a question.
    pub result: Option<FigureTable>,
}

/// Figures by unit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FigureTable {
    pub units: Vec<String>,
    pub days: Vec<String>,
    pub figures: Vec<FigureColumn>,
    /// What a reader should know, in Chinese.
    pub notes: Vec<String>,
}

/// One figure on every day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FigureColumn {
    pub label: String,
    /// What it means, in one sentence.
    pub meaning: String,
    /// 人, 户, 套 or 家.
    pub unit: String,
    /// In the order of the days.
    pub days: Vec<FigureOnDay>,
}

/// One figure on one day.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct FigureOnDay {
    /// Why it cannot be counted on this day, such as a tag that there was not yet.
    pub problem: Option<String>,
    pub count: UnitCounts,
    /// 无法判断: of how many a tag or rule cannot be told.
    pub unknown: Option<UnitCounts>,
    /// Different dwellings of those counted.
    pub doors: Option<UnitCounts>,
}

/// A count by unit; units and none add up to the total.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UnitCounts {
    pub units: Vec<u64>,
    /// 未划入
    pub none: u64,
    pub total: u64,
}
