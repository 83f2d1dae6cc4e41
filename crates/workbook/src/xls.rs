//! Old binary workbooks (BIFF in an OLE file).

use std::io::Cursor;

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};
use catalog::problem::Problem;
use memchr::memmem;

use crate::cell::Cell;
use crate::delimited::OnRow;
use crate::kind;
use crate::limits::Limits;
use crate::look;
use crate::notes;
use crate::sheet::{Book, Range, Sheet};
use crate::xlsx::{date_cell, iso_cell, text_cell};

mod biff;
pub(crate) mod layout;

/// Reads an xls into memory; the format ends at 65,536 rows, so nothing needs to be streamed.
///
/// # Errors
/// `workbook-encrypted`, `workbook-unsupported` (a Word document, say), `workbook-broken`,
/// `workbook-too-large`.
pub(crate) fn read(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Book, Problem> {
    check_streams(bytes, file_name)?;
    let mut xls = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => kind::encrypted(file_name),
        _ => kind::broken(file_name),
    })?;
    let mut book = Book::default();
    if has_stream(bytes, "_VBA_PROJECT") {
        book.notes.push(notes::macros(file_name));
    }
    let mut held = 0_u64;
    for facts in xls.sheets_metadata().to_vec() {
        if facts.typ != SheetType::WorkSheet {
            continue;
        }
        let mut sheet = Sheet::new(&facts.name);
        sheet.hidden = facts.visible != SheetVisible::Visible;
        let merges = xls
            .merge_cells_by_sheet_name(&facts.name)
            .unwrap_or_default();
        sheet.merges = merges.iter().map(range).filter(Range::spans).collect();
        read_cells(&mut xls, &mut sheet);
        held += sheet.cell_count() as u64;
        if held > limits.max_cells {
            return Err(kind::too_large(
                file_name,
                &format!("超过 {} 个单元格", limits.max_cells),
            ));
        }
        book.sheets.push(sheet);
    }
    look::of_xls(&mut book, bytes, file_name);
    Ok(book)
}

fn read_cells(xls: &mut Xls<Cursor<&[u8]>>, sheet: &mut Sheet) {
    let Ok(values) = xls.worksheet_range(&sheet.name) else {
        return;
    };
    let (top, left) = values.start().unwrap_or_default();
    for (row, col, value) in values.used_cells() {
        let (row, col) = (top + offset(row), left + offset(col));
        sheet.put(row, col, cell(value));
    }
    let Ok(formulas) = xls.worksheet_formula(&sheet.name) else {
        return;
    };
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, col, _) in formulas
        .used_cells()
        .filter(|(.., formula)| !formula.is_empty())
    {
        sheet
            .formulas
            .insert((top + offset(row), left + offset(col)));
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn cell(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) => text_cell(text),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(moment) => date_cell(*moment),
        Data::DateTimeIso(text) => iso_cell(text.clone()),
        Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn range(found: &calamine::Dimensions) -> Range {
    Range {
        first_row: found.start.0,
        first_col: found.start.1,
        last_row: found.end.0,
        last_col: found.end.1,
    }
}

/// Judges an OLE file by the names of its streams, which stand in its directory in UTF-16.
fn check_streams(bytes: &[u8], file_name: &str) -> Result<(), Problem> {
    if has_stream(bytes, "EncryptedPackage") || has_stream(bytes, "EncryptionInfo") {
        return Err(kind::encrypted(file_name));
    }
    if has_stream(bytes, "Workbook") || has_stream(bytes, "Book") {
        let survey = layout::survey(bytes);
        if survey.is_encrypted {
            return Err(kind::encrypted(file_name));
        }
        return if survey.is_impossible {
            Err(kind::broken(file_name))
        } else {
            Ok(())
        };
    }
    if has_stream(bytes, "WordDocument") {
        return Err(kind::unsupported(file_name, "Word 文档"));
    }
    if has_stream(bytes, "PowerPoint Document") {
        return Err(kind::unsupported(file_name, "演示文稿"));
    }
    Err(kind::broken(file_name))
}

fn has_stream(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name
        .encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect();
    memmem::find(bytes, &wide).is_some()
}

/// Hands the rows of a sheet in memory to a stream's reader.
pub(crate) fn replay(sheet: &Sheet, on_row: &mut OnRow<'_>) {
    for (row, _) in sheet.used_rows() {
        if on_row(row, &mut sheet.dense_row(row)).is_break() {
            return;
        }
    }
}
