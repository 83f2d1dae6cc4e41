//! Comparing lists (比对): where lists come from, what a run stores, and how an item is shown.

pub mod definition;
pub mod field;
pub mod item;
pub mod reach;
pub mod report;
pub mod run;
pub mod side;
pub mod view;
