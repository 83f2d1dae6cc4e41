//! Figures with what they mean (口径卡), and the cockpit of an area.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::area::AreaRef;

/// What a figure means: its rule, where it comes from, of which day, and how complete it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DefinitionCard {
    pub title: String,
    /// What it means, in one sentence.
    pub definition: String,
    /// The rule as text; empty where the figure has none.
    pub rule: String,
    /// The rule as a Chinese sentence.
    pub sentence: String,
    pub sources: Vec<CardSource>,
    /// The day for which it was computed.
    pub computed_on: String,
    /// Share of those asked about whom it can be told, 0 to 1.
    pub known_share: Option<f64>,
    /// Of how many it cannot be told.
    pub unknown: Option<u64>,
    /// The segment that the figure is narrowed to, with its rule as a sentence.
    pub segment: Option<String>,
    pub note: Option<String>,
}

/// A source of a figure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardSource {
    pub label: String,
    /// The newest day that it speaks of; none when nothing was delivered.
    pub as_of: Option<String>,
}

/// Which cockpit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CockpitAsked {
    /// Area code; the caller's own area when absent.
    pub area: Option<String>,
    /// 口径: `home` (when absent), `hukou` or `either`.
    pub basis: Option<String>,
    /// Id of a segment: only its people. Leads are not counted then.
    pub segment: Option<i64>,
}

/// The figures of an area.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cockpit {
    pub area: AreaRef,
    /// From the caller's own area down to this one.
    pub path: Vec<AreaRef>,
    pub basis: String,
    /// The day of the snapshot.
    pub as_of: String,
    pub figures: Vec<CockpitFigure>,
    pub pyramid: CockpitPyramid,
    /// Births, deaths and moves of this month, as far as they are held.
    pub changes: Vec<CockpitFigure>,
    /// How many carry each tag, the most first; the rest stand in the catalogue.
    pub tags: Vec<CockpitFigure>,
    /// How many tags anybody here carries.
    pub tags_total: u64,
    /// The areas below, with how many people each has; empty for a community.
    pub below: Vec<CockpitArea>,
    /// The segment that the figures are narrowed to, with its rule as a sentence.
    pub segment: Option<String>,
    /// What policies found; nothing for whoever works on no leads, or of a segment.
    pub leads: Option<CockpitLeads>,
}

/// Leads of an area, as far as the caller sees leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct CockpitLeads {
    /// Of the whole area: start, change and stop, in this order.
    pub kinds: Vec<CockpitLeadKind>,
    /// Of each area below that has any; last, without a code, those of no community.
    pub below: Vec<CockpitLeadArea>,
}

/// Leads of a kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct CockpitLeadKind {
    /// start, change or stop.
    pub kind: String,
    /// By phase: untouched, in-hand and done-this-month, in this order.
    pub counts: Vec<CockpitLeadCount>,
    pub card: DefinitionCard,
}

/// Leads of an area below.
#[derive(Debug, Serialize, ToSchema)]
pub struct CockpitLeadArea {
    pub code: String,
    pub name: String,
    /// By kind, and within a kind by phase.
    pub counts: Vec<CockpitLeadCount>,
}

/// A number of leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct CockpitLeadCount {
    pub kind: String,
    pub phase: String,
    pub value: u64,
    /// The inbox that shows exactly these leads.
    pub link: String,
}

/// A figure with its definition card, and the people behind it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CockpitFigure {
    pub key: String,
    pub label: String,
    pub value: u64,
    pub unit: String,
    /// A rule or filter whose list is this figure, as a link into the people list.
    pub link: Option<String>,
    pub card: DefinitionCard,
}

/// Men and women by bands of five years.
#[derive(Debug, Serialize, ToSchema)]
pub struct CockpitPyramid {
    pub bands: Vec<String>,
    pub men: Vec<u64>,
    pub women: Vec<u64>,
    /// People whose sex or age is not known.
    pub unknown: u64,
    pub card: DefinitionCard,
}

/// An area below.
#[derive(Debug, Serialize, ToSchema)]
pub struct CockpitArea {
    pub code: String,
    pub name: String,
    pub people: u64,
    pub aged: u64,
}
