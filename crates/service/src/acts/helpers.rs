//! Whom to ask for help with an activity.

pub mod ask;
pub mod count;
pub mod decide;
pub mod list;
pub mod names;
