//! Segments: rules over people that somebody keeps and shares.

pub mod change;
pub mod create;
pub mod export;
pub mod list;
pub mod page;
pub mod remove;
