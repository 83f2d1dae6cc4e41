//! From registry values to what a caller may see of them.

pub mod account;
pub mod contract;
pub mod delivery;
pub mod facts;
pub mod form;
pub mod person;
pub mod pull;
pub mod push;
