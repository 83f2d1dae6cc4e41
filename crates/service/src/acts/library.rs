//! The library of forms: directory, registration, common items, decisions about them.

pub mod analysis;
pub mod decide;
pub mod decisions;
pub mod list;
pub mod register;
pub mod undo;
