//! Requests: forms sent down.

pub mod close;
pub mod create;
pub mod decide;
pub mod due;
pub mod extend;
pub mod forward;
pub mod list;
pub mod page;
pub mod periods;
pub mod preview;
pub mod recall;
pub mod repeat;
pub mod rows;
pub mod stamp;
pub mod workbook;
