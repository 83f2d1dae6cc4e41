//! Tests through HTTP and the command line, against the real program, on SQLite and (when
//! `LINLI_TEST_POSTGRES` is set) on PostgreSQL. One binary, so that it links once.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets nothing where something must be has failed"
)]

mod bad_input;
mod compare;
mod contest;
mod deliveries;
mod form_file;
mod main_job;
mod migration;
mod power_cut;
mod rights;
mod server;
