//! Requests: forms sent down.

pub mod close;
pub mod create;
pub mod list;
pub mod page;
pub mod preview;
pub mod rows;
pub mod workbook;
