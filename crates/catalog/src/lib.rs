//! The words of the house: areas, data elements, code tables, identifiers, grades, masks,
//! sources, ties of people to dwellings, tags and problems.
//!
//! Everything here is pure: values in, values and problems out. Nothing reads a file, a clock
//! or a random number; today's date is always an argument.

pub mod area;
pub mod code_table;
pub mod custom;
pub mod draw;
pub mod duty;
pub mod element;
pub mod freshness;
pub mod grade;
pub mod identifier;
pub mod mask;
pub mod period;
pub mod problem;
pub mod roster;
pub mod share;
pub mod source;
pub mod survivorship;
pub mod tag;
#[cfg(test)]
mod testing;
pub mod text;
pub mod tie;
pub mod title;
pub mod values;
pub mod workday;
