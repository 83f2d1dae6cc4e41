//! One household.

use serde::Serialize;
use utoipa::ToSchema;

use super::figure::CardSource;
use super::people::HouseholdCard;

/// A household: its members, the dwelling it is registered in, and its tags.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdPage {
    pub id: i64,
    /// Where it is registered.
    pub community: String,
    /// None when no record says which, or it is of another community.
    pub dwelling: Option<HouseholdDwelling>,
    /// Its members, each with who says so and of which day.
    pub household: HouseholdCard,
    pub tags: Vec<HouseholdTag>,
}

/// The dwelling a household is registered in.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdDwelling {
    pub id: i64,
    pub label: String,
}

/// A tag of a household.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdTag {
    pub name: String,
    pub group: String,
    /// What it means, in one sentence.
    pub rule: String,
    /// What it rests on, each with the newest day it speaks of.
    pub sources: Vec<CardSource>,
}
