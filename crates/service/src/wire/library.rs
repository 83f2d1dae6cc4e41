//! The library of forms on the wire: registrations, what forms have in common, decisions. Titles
//! only, no values of anybody.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A template in the directory of forms.
#[derive(Debug, Serialize, ToSchema)]
pub struct LibraryForm {
    pub template_id: i64,
    pub title: String,
    pub department: String,
    pub file_name: String,
    pub sheet: String,
    /// Columns that ask for something.
    pub asked: u64,
    /// Of these held by the registry.
    pub held: u64,
    /// Times a year, as registered, else as often as it was sent down within a year.
    pub times: u32,
    /// Minutes a year that one community needs for what is not held, by the assumptions of the
    /// analysis.
    pub minutes: u64,
    /// registered, expiring (within thirty days), expired or unregistered.
    pub state: String,
    pub registration: Option<Registration>,
    /// How often it was sent down.
    pub requests: u64,
    /// Whether it is of the caller's department.
    pub own: bool,
}

/// The registration of a form.
#[derive(Debug, Serialize, ToSchema)]
pub struct Registration {
    pub code: String,
    pub basis: String,
    /// once, yearly, half-yearly, quarterly, monthly, weekly or daily.
    pub rhythm: String,
    /// The last day on which it may be sent down.
    pub expires_on: Option<String>,
    pub registered_by: String,
    pub registered_at: String,
}

/// A registration to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RegistrationDraft {
    pub code: String,
    pub basis: String,
    pub rhythm: String,
    pub expires_on: Option<String>,
}

/// All forms of the library looked over together.
#[derive(Debug, Serialize, ToSchema)]
pub struct LibraryAnalysis {
    /// The forms; places below count in this list from 0.
    pub forms: Vec<LibraryName>,
    pub asked_items: u64,
    pub distinct_items: u64,
    pub items_to_ask: u64,
    pub held_share: f64,
    pub twins: Vec<ItemTwin>,
    pub lookalikes: Vec<ItemLookalike>,
    pub overlap: Vec<FormOverlap>,
    pub departments: Vec<DepartmentOverlap>,
    pub plan: Vec<FormProposal>,
    /// The simulated year in all, by department and by community.
    pub total: Effort,
    pub by_department: Vec<NamedEffort>,
    pub by_community: Vec<NamedEffort>,
}

/// A form by its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct LibraryName {
    pub template_id: i64,
    pub title: String,
    pub department: String,
    pub own: bool,
}

/// A column of a form.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemPlace {
    /// Place of the form in the list of forms.
    pub form: usize,
    pub title: String,
}

/// One item that several forms ask.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemTwin {
    pub item: String,
    pub element: Option<String>,
    /// auto, or ask where a person has to say so.
    pub tier: String,
    pub titles: BTreeSet<String>,
    pub forms: usize,
    pub places: Vec<ItemPlace>,
    pub reason: String,
}

/// Titles that look the same and are not.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemLookalike {
    pub looks: String,
    pub differs: BTreeSet<String>,
    pub variants: Vec<ItemVariant>,
    pub reason: String,
}

/// One of several look-alikes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemVariant {
    pub item: String,
    pub titles: BTreeSet<String>,
    pub places: Vec<ItemPlace>,
}

/// Two forms that share items.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormOverlap {
    pub left: usize,
    pub right: usize,
    pub shared: usize,
    /// Share of the items of each that the other asks too.
    pub of_left: f64,
    pub of_right: f64,
}

/// What two departments ask both; of one department, what its forms ask in all.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentOverlap {
    pub left: String,
    pub right: String,
    pub shared: usize,
}

/// What is proposed for a form.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormProposal {
    pub form: usize,
    /// keep, stop or merge.
    pub proposal: String,
    pub label: String,
    /// The form that asks the same.
    pub into: Option<usize>,
    pub items: usize,
    pub held: usize,
    pub reason: String,
}

/// Work of a year, today and afterwards.
#[derive(Debug, Serialize, ToSchema)]
pub struct Effort {
    pub items_today: u64,
    pub items_after: u64,
    pub cells: u64,
    pub reused: u64,
    pub minutes_today: u64,
    pub minutes_after: u64,
}

/// Work of one department or community.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedEffort {
    pub name: String,
    pub effort: Effort,
}

/// What somebody says of titles.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DecisionDraft {
    /// Titles as written in the forms.
    pub titles: Vec<String>,
    /// Whether they are one item.
    pub same: bool,
    pub reason: String,
}

/// A decision about items.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionView {
    pub id: i64,
    /// The titles it is about.
    pub titles: Vec<String>,
    /// Whether they are one item; absent where an element was chosen.
    pub same: Option<bool>,
    /// Label of the chosen element; absent where none fits, or where titles were compared.
    pub element: Option<String>,
    /// Where it holds, in Chinese.
    pub scope: String,
    pub reason: String,
    pub made_by: String,
    pub made_at: String,
    pub undone_by: Option<String>,
    pub undone_at: Option<String>,
    /// Whether the caller may take it back.
    pub may_undo: bool,
}
