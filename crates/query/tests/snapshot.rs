//! The snapshot as its users see it, on small handmade districts.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "snapshot/agreement.rs"]
mod agreement;
#[path = "snapshot/changes.rs"]
mod changes;
#[path = "snapshot/exports.rs"]
mod exports;
#[path = "snapshot/filters.rs"]
mod filters;
#[path = "snapshot/fixture.rs"]
mod fixture;
#[path = "snapshot/groups.rs"]
mod groups;
#[path = "snapshot/lists.rs"]
mod lists;
#[path = "snapshot/places.rs"]
mod places;
#[path = "snapshot/tags.rs"]
mod tags;
#[path = "snapshot/views.rs"]
mod views;
