//! Segments, and whom to ask for help with an activity.

pub mod change;
pub mod create;
pub mod helper_names;
pub mod helpers;
pub mod list;
pub mod page;
pub mod remove;
