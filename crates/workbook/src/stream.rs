//! Large files row by row, in constant memory.

use std::ops::ControlFlow;

use catalog::problem::Problem;

use crate::cell::Cell;
use crate::kind::{self, FileKind};
use crate::limits::Limits;
use crate::read::{check_size, guarded, sheet_name};
use crate::sheet::{BookIssue, Range};
use crate::{delimited, lines, xls, xlsx};

/// What is known of a sheet before its first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetStart {
    /// Place among the sheets, from 0.
    pub index: u32,
    /// Name on the tab; for csv the file's name without its extension.
    pub name: String,
    /// Whether the tab is hidden.
    pub hidden: bool,
    /// Merged ranges, so that a header can be read from the first rows alone.
    pub merges: Vec<Range>,
}

/// Streams the rows with content of every sheet, top to bottom, in tab order.
///
/// `on_row` is handed the 0-based row number and the cells from column 0 to the last one with
/// content, which it may keep; rows without content are skipped, so numbers may jump, and a million
/// formatted empty rows cost nothing. When it breaks, the rest of that sheet is skipped and the next sheet
/// follows.
///
/// # Errors
/// As [`crate::read()`]; rows handed over before the failure was met must be forgotten.
pub fn stream_rows(
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
    on_sheet: &mut dyn FnMut(&SheetStart),
    on_row: &mut dyn FnMut(u32, &mut Vec<Cell>) -> ControlFlow<()>,
) -> Result<Vec<BookIssue>, Problem> {
    check_size(bytes, file_name, limits)?;
    let kind = kind::recognise(bytes, file_name)?;
    match kind {
        FileKind::Zip => {
            let workbook = guarded(file_name, || xlsx::Workbook::open(bytes, file_name, limits))?;
            workbook.stream(limits, on_sheet, on_row)
        }
        FileKind::Ole => {
            let book = guarded(file_name, || xls::read(bytes, file_name, limits))?;
            for (index, sheet) in (0..).zip(&book.sheets) {
                on_sheet(&SheetStart {
                    index,
                    name: sheet.name.clone(),
                    hidden: sheet.hidden,
                    merges: sheet.merges.clone(),
                });
                xls::replay(sheet, on_row);
            }
            Ok(book.notes)
        }
        FileKind::Text | FileKind::Lines => {
            let name = sheet_name(file_name);
            on_sheet(&SheetStart {
                index: 0,
                name,
                hidden: false,
                merges: Vec::new(),
            });
            match kind {
                FileKind::Lines => lines::each_row(bytes, file_name, limits, on_row),
                _ => delimited::each_row(bytes, file_name, limits, on_row),
            }
        }
    }
}
