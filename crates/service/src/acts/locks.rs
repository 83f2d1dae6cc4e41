//! Locked values (人工锁定).

pub mod create;
pub mod lift;
