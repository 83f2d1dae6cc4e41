//! The snapshot as its users see it, on small handmade districts.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "snapshot/accounts.rs"]
mod accounts;
#[path = "snapshot/agreement.rs"]
mod agreement;
#[path = "snapshot/borders.rs"]
mod borders;
#[path = "snapshot/changes.rs"]
mod changes;
#[path = "../../rules/tests/rules/dice.rs"]
mod dice;
#[path = "snapshot/exports.rs"]
mod exports;
#[path = "snapshot/filters.rs"]
mod filters;
#[path = "snapshot/fixture.rs"]
mod fixture;
#[path = "snapshot/groups.rs"]
mod groups;
#[path = "snapshot/households.rs"]
mod households;
#[path = "snapshot/identities.rs"]
mod identities;
#[path = "snapshot/lists.rs"]
mod lists;
#[path = "snapshot/places.rs"]
mod places;
#[path = "snapshot/random_district.rs"]
mod random_district;
#[path = "../../rules/tests/rules/random_rule.rs"]
#[allow(dead_code, reason = "shared with the tests of the rules")]
mod random_rule;
#[path = "../../rules/tests/rules/random_world.rs"]
mod random_world;
#[path = "snapshot/rosters.rs"]
mod rosters;
#[path = "snapshot/rule_agreement.rs"]
mod rule_agreement;
#[path = "snapshot/rules.rs"]
mod rules_asked;
#[path = "snapshot/tags.rs"]
mod tags;
#[path = "snapshot/views.rs"]
mod views;
