//! Values into an original layout, and new tables.
//!
//! An xlsx is patched, not rebuilt: only the rows of the filled sheet, and what elsewhere speaks
//! of rows that moved, are written anew; every other part (validations, widths, print settings,
//! pictures, other sheets, extensions of newer programs) stays byte for byte. Libraries that
//! load a workbook into a model and save it again lose what their model does not know.

use std::borrow::Cow;
use std::collections::BTreeMap;

use catalog::problem::Problem;
use chrono::NaiveDate;

use crate::kind::{self, FileKind};
use crate::limits::Limits;
use crate::read::check_size;
use crate::sheet::MAX_ROWS;

pub(crate) mod a1;
mod convert;
mod csv_table;
mod formula;
mod growth;
mod parts;
mod patch;
mod region;
mod report;
mod row_xml;
mod rows;
mod sheet_xml;
mod styles;
mod table;

pub use csv_table::csv_table;
pub use report::{Mark, ReportCell, ReportSheet, report};
pub use table::{table, table_of_cells};

use patch::Patch;

/// A value to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum WriteValue {
    /// Text, also for identity numbers, phones and accounts: a spreadsheet would round them.
    /// Empty text leaves an empty cell with its format.
    Text(String),
    /// A number, for amounts and counts that formulas add up.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// A day where the layout's cell shows days, in the way that it shows them, else this text:
    /// a cell of text stays one.
    DayOrText(NaiveDate, String),
}

/// A single cell to be written; places are 0-based.
#[derive(Debug, Clone, PartialEq)]
pub struct CellWrite {
    /// Name of the sheet.
    pub sheet: String,
    /// Row.
    pub row: u32,
    /// Column.
    pub col: u32,
    /// Value.
    pub value: WriteValue,
}

/// Fills rows into a layout and gives the new xlsx.
///
/// `first_data_row` is 0-based; `columns` gives the 0-based column of each value of a row. The
/// layout's data rows keep their formats, further rows look like the first one, and its last row
/// stays the last one. Old values among the data rows go, formulas are repeated. The footer
/// (填表人, 合计) and everything else below is pushed down; merged ranges, validations,
/// conditional formats, the print area, pictures, tables, comments and formulas anywhere in the
/// workbook follow. Macros are left out. An xls or csv comes back as an xlsx of the same look,
/// as far as it can be read.
///
/// # Errors
/// As [`crate::read()`]; `sheet-missing` when there is no such sheet, `workbook-too-large` when the
/// rows do not fit.
pub fn fill(
    original: &[u8],
    file_name: &str,
    sheet: &str,
    first_data_row: u32,
    rows: &[Vec<WriteValue>],
    columns: &[u32],
) -> Result<Vec<u8>, Problem> {
    let last = u64::from(first_data_row) + rows.len() as u64;
    if last >= u64::from(MAX_ROWS) {
        return Err(kind::too_large(
            file_name,
            &format!("填入后超过 {MAX_ROWS} 行"),
        ));
    }
    let xlsx = as_xlsx(original, file_name)?;
    let growth = region::growth(&xlsx, file_name, sheet, first_data_row, rows.len())?;
    let mut patch = Patch::open(&xlsx, file_name)?;
    patch.fill(
        sheet,
        rows::Data {
            growth,
            rows,
            columns,
        },
    )?;
    patch.finish()
}

/// Writes single cells into a layout, such as 填报单位 above a header, and gives the new xlsx.
///
/// # Errors
/// As [`fill`].
pub fn write_cells(
    original: &[u8],
    file_name: &str,
    writes: &[CellWrite],
) -> Result<Vec<u8>, Problem> {
    let xlsx = as_xlsx(original, file_name)?;
    let mut patch = Patch::open(&xlsx, file_name)?;
    let mut by_sheet: BTreeMap<&str, BTreeMap<u32, BTreeMap<u32, &WriteValue>>> = BTreeMap::new();
    for write in writes.iter().filter(|write| write.row < MAX_ROWS) {
        let rows = by_sheet.entry(&write.sheet).or_default();
        rows.entry(write.row)
            .or_default()
            .insert(write.col, &write.value);
    }
    for (sheet, cells) in by_sheet {
        patch.cells(sheet, cells)?;
    }
    patch.finish()
}

/// The layout as an xlsx.
fn as_xlsx<'a>(original: &'a [u8], file_name: &str) -> Result<Cow<'a, [u8]>, Problem> {
    check_size(original, file_name, &Limits::default())?;
    match kind::recognise(original, file_name)? {
        FileKind::Zip => Ok(Cow::Borrowed(original)),
        FileKind::Ole | FileKind::Text | FileKind::Lines => {
            convert::to_xlsx(original, file_name).map(Cow::Owned)
        }
    }
}
