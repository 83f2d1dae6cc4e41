//! Scheduled pulls from other systems' tables.

pub mod create;
pub mod delete;
pub mod list;
pub mod pause;
pub mod run;
