//! Notices of an area.

pub mod see;
