//! Places.

pub mod page;
pub mod query;
