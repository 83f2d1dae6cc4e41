//! Households.

pub mod page;
