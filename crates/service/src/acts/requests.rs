//! Requests: forms sent down.

pub mod close;
pub mod create;
pub mod list;
pub mod page;
pub mod periods;
pub mod preview;
pub mod repeat;
pub mod rows;
pub mod workbook;
