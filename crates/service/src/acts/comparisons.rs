//! Saved comparisons, their runs and the differences they found.

pub mod archive;
pub mod close;
pub mod create;
pub mod items;
pub mod list;
pub mod page;
pub mod reveal;
pub mod run;
pub mod upload;
pub mod workbook;
