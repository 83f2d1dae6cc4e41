//! Policies: what they say, edited, tried, published, switched on, audited, and of
//! whom they cannot be told.

pub mod audit;
pub mod cases;
pub mod check;
pub mod create;
pub mod draft;
pub mod list;
pub mod page;
pub mod payments;
pub mod publish;
pub mod switch;
pub mod try_out;
pub mod unknown;
