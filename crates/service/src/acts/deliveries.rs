//! Deliveries.

pub mod issues;
pub mod list;
pub mod page;
pub mod receive;
pub mod refused;
pub mod undo;
