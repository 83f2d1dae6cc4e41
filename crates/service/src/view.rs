//! From registry values to what a caller may see of them.

pub mod account;
pub mod cutover;
pub mod delivery;
pub mod facts;
pub mod form;
pub mod person;
