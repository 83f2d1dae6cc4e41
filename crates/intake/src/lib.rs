//! From the bytes of a delivery to clean rows and every issue in them.
//!
//! [`guess`] tells whose file it is, [`delivery`] reads it row by row into canonical values,
//! [`clean`] and [`address`] do so for one cell, [`report_card`] sums up what was found, and
//! [`refused`] hands the rows that could not be used back to be mended. [`survey`] looks over a
//! delivery before it is loaded, and [`drift`] compares what it saw with the [`contract`]. [`list`]
//! reads any list, of whatever columns, for comparing. [`mapping`] turns the tables of an old
//! system into deliveries, and [`reconcile`] says whether they arrived whole.
//!
//! The crate sees bytes and callbacks only: it opens no file and knows no clock.

pub mod address;
pub mod clean;
pub mod contract;
pub mod delivery;
pub mod drift;
pub mod guess;
pub mod list;
pub mod mapping;
pub mod reconcile;
pub mod refused;
pub mod report_card;
pub mod survey;
