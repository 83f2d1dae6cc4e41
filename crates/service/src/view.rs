//! From registry values to what a caller may see of them.

pub mod account;
pub mod contract;
pub mod custom;
pub mod cutover;
pub mod delivery;
pub mod facts;
pub mod form;
pub mod gate;
pub mod household;
pub mod identity;
pub mod library;
pub mod lock;
pub mod names;
pub mod own_table;
pub mod person;
pub mod policy;
pub mod pull;
pub mod push;
pub mod reach;
pub mod rollup;
pub mod rules;
pub mod sample_check;
pub mod sending;
pub mod ties;
pub mod trace;
pub mod validation;
