//! The review queue: pairs of people who may be one.

pub mod decide;
pub mod find;
pub mod gate;
pub mod list;
pub mod page;
pub mod take_back;
