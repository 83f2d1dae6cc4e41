//! Contracts of sources, and the secrets of programs that push for them.

pub mod issue;
pub mod list;
pub mod page;
pub mod propose;
pub mod revoke;
pub mod save;
pub mod secrets;
