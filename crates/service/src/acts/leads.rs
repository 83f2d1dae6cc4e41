//! What policies found about people, and what became of it.

pub mod list;
pub mod page;
pub mod step;
pub mod steps;
pub mod tally;
