//! What a user hands in and gets back: headers of many shapes, bad files, filled layouts.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod biff;
mod corpus;
mod fill;
mod footers;
mod headers;
mod hostile;
mod levels;
mod looks;
mod marks;
mod round_trip;
mod shapes;
mod support;
mod tables;
