//! Forms: a department's workbook read into a template, rows prefilled from the registry,
//! checked cell by cell, taken through submission and acceptance, rolled up over the area tree,
//! and written back into the department's own layout.
//!
//! Pure: values in, values and problems out. Which people a form is about, who may do what and
//! where anything is stored is the caller's.

mod amount;
pub mod analyse;
pub mod burden;
pub mod cell;
pub mod check;
mod choice;
pub mod collate;
pub mod correction;
mod date_style;
pub mod display;
pub mod held;
pub mod layout;
pub mod output;
pub mod prefill;
pub mod price;
pub mod remark;
pub mod repeat;
mod role;
pub mod rollup;
mod side_by_side;
pub mod submission;
pub mod template;
#[cfg(test)]
mod testing;
pub mod validation;

pub use amount::Amount;
pub use cell::{CellState, FormCell};
pub use date_style::{DateSigns, DateStyle};
