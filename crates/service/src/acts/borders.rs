//! Border sets (区划方案).

pub mod create;
pub mod list;
pub mod page;
pub mod remove;
pub mod sample_sheet;
