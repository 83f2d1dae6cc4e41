//! Tags (标签) as people govern them: what is in force on a day, proposals and who agrees to them,
//! what a change would break, and how many carry a tag.

pub mod card;
pub mod catalogue;
pub mod chain;
pub mod draft;
pub mod expiry;
pub mod figures;
pub mod headline;
pub mod history;
pub mod impact;
pub mod preview;
pub mod proposal;
pub mod rule;
pub mod why;
