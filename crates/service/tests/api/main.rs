//! Tests through HTTP and the command line, against the real program, on SQLite and (when
//! `LINLI_TEST_POSTGRES` is set) on PostgreSQL; pulls from MySQL when `LINLI_TEST_MYSQL` is set. One
//! binary, so that it links once.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets nothing where something must be has failed"
)]

mod addresses;
mod alike;
mod bad_input;
mod bulk_edit;
mod burden;
mod cockpit;
mod compare;
mod compare_command;
mod consequence;
mod contest;
mod contract;
mod cross_tab;
mod deliveries;
#[path = "../../../rules/tests/rules/dice.rs"]
mod dice;
mod figures;
mod filling;
mod form_command;
mod form_file;
mod fuzz;
mod helpers;
mod identity;
mod items;
mod library;
mod link_command;
mod main_job;
mod migration;
mod nightly;
mod no_trace;
mod own_table;
mod people_export;
mod places;
mod policies;
mod policy_audit;
mod policy_draft;
mod policy_kin;
mod policy_made_here;
mod power_cut;
mod pull;
mod pull_mysql;
mod push;
#[path = "../../../query/tests/snapshot/random_district.rs"]
mod random_district;
#[path = "../../../rules/tests/rules/random_rule.rs"]
#[allow(dead_code, reason = "shared with the tests of the rules")]
mod random_rule;
#[path = "../../../rules/tests/rules/random_world.rs"]
mod random_world;
mod registry;
mod repeat;
mod requests;
mod restart;
mod rights;
mod rosters;
mod rules;
mod rules_postgresql;
mod segments;
mod server;
mod tag_expiry;
mod tag_history;
mod tag_impact;
mod tags;
#[path = "../../src/test_server.rs"]
mod test_server;
mod undo;
mod validation;
mod watch;
