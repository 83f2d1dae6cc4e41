//! The catalogue of tags, rules as typed, and proposals.

pub mod agree;
pub mod check;
pub mod history;
pub mod page;
pub mod preview;
pub mod proposal;
pub mod proposals;
pub mod propose;
pub mod refuse;
pub mod unsaid;
pub mod why;
pub mod withdraw;
pub mod words;
