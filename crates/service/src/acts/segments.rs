//! Segments: rules over people that somebody keeps and shares.

pub mod change;
pub mod create;
pub mod list;
pub mod page;
pub mod remove;
