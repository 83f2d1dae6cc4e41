//! Templates: departments' workbooks, read.

pub mod archive;
pub mod checks;
pub mod decide;
pub mod list;
pub mod page;
pub mod read;
