//! A whole file into memory, by its content.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use catalog::problem::Problem;

use crate::delimited::OnRow;
use crate::kind::{self, FileKind};
use crate::limits::Limits;
use crate::sheet::{Book, BookIssue, Sheet};
use crate::{delimited, lines, xls, xlsx};

/// Reads xlsx, xlsm, xls, csv, tsv and NDJSON, whatever the file is called.
///
/// `file_name` is only used in messages and as the sheet name of a text file.
///
/// # Errors
/// `workbook-empty`, `workbook-encrypted`, `workbook-broken`, `workbook-unsupported`,
/// `workbook-too-large`; each with a sentence that says what to do.
pub fn read(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Book, Problem> {
    check_size(bytes, file_name, limits)?;
    match kind::recognise(bytes, file_name)? {
        FileKind::Zip => guarded(file_name, || {
            xlsx::Workbook::open(bytes, file_name, limits)?.read(limits)
        }),
        FileKind::Ole => guarded(file_name, || xls::read(bytes, file_name, limits)),
        FileKind::Text => read_text(file_name, limits, &mut |on_row| {
            delimited::each_row(bytes, file_name, limits, on_row)
        }),
        FileKind::Lines => read_text(file_name, limits, &mut |on_row| {
            lines::each_row(bytes, file_name, limits, on_row)
        }),
    }
}

/// Refuses a file that is larger than allowed before anything looks into it.
pub(crate) fn check_size(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<(), Problem> {
    if bytes.len() as u64 > limits.max_bytes {
        let why = format!("超过 {} MB", limits.max_bytes >> 20);
        return Err(kind::too_large(file_name, &why));
    }
    Ok(())
}

/// Runs a parser of foreign binary formats. Such parsers index into what they read and may
/// panic on a file damaged in an unforeseen way; for the user that is a broken file like any
/// other, and must not end the process's work for others.
pub(crate) fn guarded<T>(
    file_name: &str,
    parse: impl FnOnce() -> Result<T, Problem>,
) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| Err(kind::broken(file_name)))
}

/// The name of the only sheet of a text file.
pub(crate) fn sheet_name(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_owned()
}

/// Hands every row of a text file on.
type EachRow<'a> = dyn FnMut(&mut OnRow<'_>) -> Result<Vec<BookIssue>, Problem> + 'a;

fn read_text(
    file_name: &str,
    limits: &Limits,
    each_row: &mut EachRow<'_>,
) -> Result<Book, Problem> {
    let mut sheet = Sheet::new(&sheet_name(file_name));
    let mut held = 0_u64;
    let notes = each_row(&mut |row, cells| {
        for (col, cell) in (0..).zip(cells.iter()) {
            sheet.put(row, col, cell.clone());
        }
        held += cells.len() as u64;
        if held > limits.max_cells {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    if held > limits.max_cells {
        return Err(kind::too_large(
            file_name,
            &format!("超过 {} 个单元格", limits.max_cells),
        ));
    }
    if sheet.rows == 0 {
        return Err(kind::empty(file_name));
    }
    Ok(Book {
        sheets: vec![sheet],
        notes,
    })
}
