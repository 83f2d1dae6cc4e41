//! Deliveries.

pub mod accept;
pub mod issues;
pub mod list;
pub mod page;
pub mod receive;
pub mod refused;
pub mod reject;
pub mod undo;
pub mod withdraw;
