//! Estates, buildings and dwellings.

pub mod estates;
pub mod page;
pub mod view;
