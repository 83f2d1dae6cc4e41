//! Ways in beside the page and the command line: programs push, a folder is watched, tables of
//! other systems are pulled. Whatever comes in becomes a delivery like any other.

pub mod cadence;
pub mod pull;
pub mod push;
pub mod schedule;
pub mod signature;
pub mod watch;
