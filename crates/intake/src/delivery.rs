//! Reading a delivery: every sheet, every row, every issue, in constant memory.
//!
//! Rows stream by in file order and are cleaned in chunks on all cores. A row is refused only when
//! it lacks what its source requires; any other value that cannot be used is left out of the row
//! and reported, and the row is read.

use std::cell::RefCell;
use std::sync::Arc;

use catalog::problem::Problem;
use catalog::source::Source;
use catalog::values::Values;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use workbook::Limits;

use crate::address::{AddressParts, Territory};
use crate::clean::Severity;
use crate::report_card::ReportCard;

mod addresses;
pub(crate) mod batch;
pub(crate) mod footing;
pub(crate) mod issues;
pub(crate) mod merges;
pub(crate) mod plan;
pub(crate) mod reader;
pub(crate) mod row;

pub use addresses::{Addresses, addresses};
use reader::{Reader, Sink};

/// One row that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowReading {
    /// Place of the sheet in the workbook, from 0.
    pub sheet: u16,
    /// Row number as in Excel, from 1.
    pub row: u32,
    /// Canonical values. Elements of the form itself (序号, 备注) and ages are not among them.
    pub values: Values,
    /// Where the person lives, or where the dwelling or place stands; `None` when the row has no
    /// address at all. Those who live together share it.
    pub address: Option<Arc<AddressParts>>,
    /// Where the person is registered.
    pub hukou_address: Option<Arc<AddressParts>>,
}

/// One thing that is wrong or remarkable, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Name of the sheet.
    pub sheet: String,
    /// Row number as in Excel, from 1.
    pub row: u32,
    /// Title of the column; `None` for what concerns the whole row or sheet.
    pub column: Option<String>,
    /// Letter of the column, such as `AB`.
    pub column_letter: Option<String>,
    /// Stable kebab-case code.
    pub code: String,
    /// `Refuse` sends the row (or, on a header row, the sheet) back.
    pub severity: Severity,
    /// Chinese sentence without personal values.
    pub message: String,
}

/// When and where a delivery is read.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The day.
    pub today: NaiveDate,
    /// The area that addresses are looked for in.
    pub territory: &'a Territory,
}

/// Rows that are cleaned and handed over at once.
pub const CHUNK: usize = 20_000;

/// Reads a delivery.
///
/// `on_rows` and `on_issues` are called in file order with at most [`CHUNK`] rows at a time. The
/// report card counts everything.
///
/// # Errors
/// As [`workbook::stream_rows`] for files that cannot be opened; `header-not-found` when no sheet
/// has a header; `required-column-missing` when no sheet has the columns that the source
/// requires; `no-column-understood` when none of the columns means anything. Rows handed over
/// before an error must be forgotten.
pub fn read_delivery(
    bytes: &[u8],
    file_name: &str,
    source: &Source,
    setting: Setting<'_>,
    limits: &Limits,
    on_rows: &mut dyn FnMut(Vec<RowReading>),
    on_issues: &mut dyn FnMut(Vec<Issue>),
) -> Result<ReportCard, Problem> {
    let sink = Sink {
        on_rows,
        on_issues,
        on_refused: None,
        surveyor: None,
    };
    read_into(bytes, file_name, source, setting, limits, sink)
}

/// Reads a delivery into any sink.
pub(crate) fn read_into<'a>(
    bytes: &[u8],
    file_name: &str,
    source: &'a Source,
    setting: Setting<'a>,
    limits: &Limits,
    sink: Sink<'a>,
) -> Result<ReportCard, Problem> {
    let reader = RefCell::new(Reader::new(source, setting, sink));
    let notes = workbook::stream_rows(
        bytes,
        file_name,
        limits,
        &mut |start| reader.borrow_mut().start_sheet(start),
        &mut |row, cells| reader.borrow_mut().take_row(row, cells),
    )?;
    reader.into_inner().finish(notes, file_name)
}
