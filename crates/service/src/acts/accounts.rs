//! Accounts.

pub mod create;
pub mod disable;
pub mod list;
pub mod password;
