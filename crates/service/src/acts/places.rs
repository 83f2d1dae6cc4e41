//! Places.

pub mod kinds;
pub mod outcome;
pub mod page;
pub mod query;
pub mod take_back;
