//! Whole deliveries, as departments hand them over, and what is read of them.
#![allow(clippy::unwrap_used, missing_docs)]

mod addresses;
mod bad_input;
mod deliveries;
mod drift;
mod fuzz;
mod guessing;
mod made;
mod refusing;
mod survives;
