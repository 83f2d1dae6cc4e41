//! Estates, buildings and dwellings, and the addresses that lead to none of them.

pub mod estates;
pub mod forget_name;
pub mod name_estate;
pub mod page;
pub mod unplaced;
pub mod view;
