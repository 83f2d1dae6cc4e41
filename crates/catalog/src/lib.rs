//! The words of the house: areas, data elements, code tables, identifiers, grades, masks,
//! sources, tags and problems.
//!
//! Everything here is pure: values in, values and problems out. Nothing reads a file, a clock
//! or a random number; today's date is always an argument.

pub mod area;
pub mod code_table;
pub mod element;
pub mod grade;
pub mod identifier;
pub mod mask;
pub mod period;
pub mod problem;
pub mod source;
pub mod survivorship;
pub mod tag;
#[cfg(test)]
mod testing;
pub mod text;
pub mod title;
pub mod values;
pub mod workday;
