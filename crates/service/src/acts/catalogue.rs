//! Elements, code tables, sources and tags.

pub mod code_table;
pub mod elements;
pub mod ranks;
pub mod sources;
pub mod tags;
