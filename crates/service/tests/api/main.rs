//! Tests through HTTP and the command line, against the real program, on SQLite and (when
//! `LINLI_TEST_POSTGRES` is set) on PostgreSQL; pulls from MySQL when `LINLI_TEST_MYSQL` is set. One
//! binary, so that it links once.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets nothing where something must be has failed"
)]

mod addresses;
mod bad_input;
mod bulk_edit;
mod burden;
mod cockpit;
mod compare;
mod consequence;
mod contest;
mod contract;
mod cross_tab;
mod deliveries;
mod figures;
mod form_command;
mod form_file;
mod fuzz;
mod helpers;
mod identity;
mod library;
mod main_job;
mod migration;
mod nightly;
mod own_table;
mod people_export;
mod policies;
mod power_cut;
mod pull;
mod pull_mysql;
mod push;
mod registry;
mod repeat;
mod requests;
mod restart;
mod rights;
mod rules;
mod segments;
mod server;
mod tag_expiry;
mod tag_history;
mod tag_impact;
mod tags;
mod validation;
mod watch;
