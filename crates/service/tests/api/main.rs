//! Tests through HTTP and the command line, against the real program, on SQLite and (when
//! `LINLI_TEST_POSTGRES` is set) on PostgreSQL. One binary, so that it links once.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets nothing where something must be has failed"
)]

mod addresses;
mod bad_input;
mod bulk_edit;
mod burden;
mod compare;
mod consequence;
mod contest;
mod contract;
mod deliveries;
mod figures;
mod form_command;
mod form_file;
mod fuzz;
mod identity;
mod library;
mod main_job;
mod migration;
mod own_table;
mod policies;
mod policy_audit;
mod policy_draft;
mod policy_kin;
mod power_cut;
mod pull;
mod push;
mod registry;
mod repeat;
mod requests;
mod restart;
mod rights;
mod rules;
mod segments;
mod server;
mod tag_history;
mod tags;
mod validation;
mod watch;
