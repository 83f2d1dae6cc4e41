//! Taking an old system over, and taking that back.

pub mod check;
pub mod list;
pub mod roll_back;
pub mod run;
