//! Several tables in one sheet, one below the other, each with a header of its own.

use catalog::title::{TitleContext, match_title};

use crate::cell::Cell;
use crate::header::{HeaderReading, SheetKind, mark_red, read_header, read_header_of_rows};
use crate::sheet::{Range, Sheet};

/// Rows that are looked at for one more header.
const LOOK_AT_ROWS: u32 = 60;

/// Columns that a further table has at least; fewer are a line of signatures.
const FEWEST_COLUMNS: usize = 3;

/// Tables of one sheet; more are no form.
const MOST_TABLES: usize = 20;

/// Reads every table of a sheet from the top. A sheet with one table, or none, gives one reading.
///
/// A further table starts after a row without content, or with a line of its own over the whole
/// width, and its titles have to be known ones or be merged: a list that goes on after a gap is
/// not taken for one.
#[must_use]
pub fn read_tables(sheet: &Sheet) -> Vec<HeaderReading> {
    let first = read_header(sheet);
    if first.kind != SheetKind::Form || first.header_rows.is_none() {
        return vec![first];
    }
    let mut from = first.data_first_row;
    let mut tables = vec![first];
    while tables.len() < MOST_TABLES {
        let Some(next) = next_table(sheet, from) else {
            break;
        };
        from = next.data_first_row;
        tables.push(next);
    }
    tables
}

fn next_table(sheet: &Sheet, from: u32) -> Option<HeaderReading> {
    sheet
        .used_rows()
        .map(|(row, _)| row)
        .filter(|row| *row > from && starts_anew(sheet, *row))
        .take(200)
        .find_map(|row| table_at(sheet, row))
}

/// Whether a row stands after a gap or is a line over several columns.
fn starts_anew(sheet: &Sheet, row: u32) -> bool {
    let after_gap = sheet.row_is_empty(row - 1);
    let cells = sheet.row(row);
    let alone = cells.len() == 1
        && sheet
            .merges
            .iter()
            .any(|range| range.contains(row, cells[0].0) && range.last_col - range.first_col >= 2);
    after_gap || alone
}

fn table_at(sheet: &Sheet, top: u32) -> Option<HeaderReading> {
    let end = sheet.rows.min(top + LOOK_AT_ROWS);
    let rows: Vec<Vec<Cell>> = (top..end).map(|row| sheet.dense_row(row)).collect();
    let merges: Vec<Range> = sheet
        .merges
        .iter()
        .filter(|range| range.first_row >= top)
        .map(|range| Range {
            first_row: range.first_row - top,
            last_row: range.last_row - top,
            ..*range
        })
        .collect();
    let mut reading = read_header_of_rows(&rows, &merges);
    let (first, last) = reading.header_rows?;
    // The header has to belong to this place, with little but its title above.
    if reading.kind != SheetKind::Form || first > 4 || reading.columns.len() < FEWEST_COLUMNS {
        return None;
    }
    let levels = reading.columns.iter().any(|column| column.path.len() > 1);
    let known = reading
        .columns
        .iter()
        .filter(|column| is_known(&column.path))
        .count();
    let enough = known * 2 >= reading.columns.len() || levels && known * 4 >= reading.columns.len();
    if !enough {
        return None;
    }
    reading.header_rows = Some((first + top, last + top));
    reading.explanation_row = reading.explanation_row.map(|row| row + top);
    reading.data_first_row += top;
    mark_red(&mut reading, sheet);
    Some(reading)
}

/// Whether a title asks for something that is known, or counts something.
fn is_known(path: &[String]) -> bool {
    const COUNTS: [&str; 9] = [
        "数", "合计", "小计", "总计", "金额", "面积", "户", "人", "率",
    ];
    let title = path.last().map_or("", String::as_str);
    COUNTS
        .iter()
        .any(|end| title.trim_end_matches(['）', ')']).ends_with(end))
        || match_title(&TitleContext {
            path,
            ..TitleContext::default()
        })
        .is_some()
}
