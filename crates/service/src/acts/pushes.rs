//! Deliveries that programs push. Their requests carry a signature instead of a session.

pub mod finish;
pub mod open;
pub mod part;
pub mod state;
