//! Synthetic districts with ground truth, as departments would hand them over.
//!
//! A [`Plan`] names an area of any level, a number of residents, a seed and a day. From it a true
//! district is made (estates, dwellings, households, people, places), and from that the files that
//! departments and communities would hand over, each in its own header style, formats
//! and habits, with errors in stated shares. The truth is written beside them. No person in it is
//! real.

mod address_spelling;
mod clerk;
mod dice;
mod errors;
mod fields;
mod form_workbook;
mod garble;
mod ground;
mod identifiers;
mod manifest;
mod sheet;
mod sources;
mod truth;
mod world;
mod write;

use catalog::area::AreaCode;
use chrono::NaiveDate;

pub use errors::Share;
pub use manifest::{MANIFEST, Manifest, SampleFile};
pub use write::write;

/// What to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// A district, a street or a single community.
    pub area: AreaCode,
    /// How many people live there.
    pub residents: u64,
    /// The same seed gives the same district.
    pub seed: u64,
    /// The day on which the files are handed over; ages and dates count from it.
    pub today: NaiveDate,
}
