//! People.

pub mod group;
pub mod page;
pub mod query;
pub mod reveal;
