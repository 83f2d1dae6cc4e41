//! Values marked wrong and what their departments say.

pub mod answer;
pub mod ask;
pub mod close;
pub mod list;
pub mod reopen;
