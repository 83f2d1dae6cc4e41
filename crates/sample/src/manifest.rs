//! The list of what was written: files in the order of import, shares of errors, counts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::errors::Share;

/// One file of the sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleFile {
    /// Place in the order of import, from 1; `truth/records.csv` names files by it.
    pub order: u32,
    /// Path inside the output, with `/`.
    pub path: String,
    /// Source code, such as `gongan-hukou`.
    pub source: String,
    /// Day the data is as of.
    pub as_of: NaiveDate,
    /// Rows that describe somebody or something, without headers, totals and footers.
    pub rows: u64,
    /// Size in bytes.
    pub bytes: u64,
}

/// Name of the file that holds a [`Manifest`].
pub const MANIFEST: &str = "manifest.json";

/// What a sample consists of; [`MANIFEST`] holds it and is written last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// 12-digit code of the area.
    pub area: String,
    /// Name of the area.
    pub area_name: String,
    /// People who live in the area.
    pub residents: u64,
    /// The seed.
    pub seed: u64,
    /// The day the sample is made for.
    pub today: NaiveDate,
    /// People in all: residents, registered here but living elsewhere, and recently dead.
    pub people: u64,
    /// Dwellings in all.
    pub dwellings: u64,
    /// Places in all.
    pub places: u64,
    /// Files in the order in which they are to be imported.
    pub files: Vec<SampleFile>,
    /// Forms to be filled, as paths inside the output.
    pub forms: Vec<String>,
    /// Files of the truth, as paths inside the output.
    pub truth: Vec<String>,
    /// Declared shares of errors, and what was really made.
    pub shares: Vec<Share>,
}
