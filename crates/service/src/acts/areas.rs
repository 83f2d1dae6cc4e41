//! Areas.

pub mod list;
pub mod load;
