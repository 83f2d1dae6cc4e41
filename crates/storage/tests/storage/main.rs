//! What the service relies on, on both databases: every test runs its body on SQLite, and on
//! PostgreSQL too when `LINLI_TEST_POSTGRES` names a server where databases may be created
//! (`scripts/with-postgres` starts one).
//!
//! All people in here are made up; their numbers belong to nobody.

#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod accounts;
mod afresh;
mod any_order;
mod archive;
mod audit;
mod behind;
mod comparison;
mod contest;
mod contracts;
mod custom;
mod deliveries;
mod district;
mod estate_aliases;
mod figures;
mod forms;
mod harness;
mod helper_request;
mod identity;
mod item_history;
mod lead;
mod library;
mod locks;
mod mentions;
mod opening;
mod past;
mod registry;
mod request;
mod review;
mod sample_checks;
mod segments;
mod tags;
mod undo;
