//! What a sheet is and where its header stands.
//!
//! Departments put a title, notes and units above the header, merge it over up to five levels,
//! and put explanations, column numbers or an example under it. None of that is marked as such,
//! so it is recognised from shape (merges, how much of the table's width a row covers) and from
//! wording.

use serde::{Deserialize, Serialize};

use crate::cell::Cell;
use crate::sheet::{Range, Sheet};
use crate::stream::SheetStart;

mod below;
mod block;
mod grid;
mod purpose;
pub(crate) mod wording;

use block::Block;
use grid::Grid;

/// Rows from the top that are looked at; no header stands lower.
const LOOK_AT_ROWS: u32 = 400;

/// What a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetKind {
    /// A table that is filled in: list or statistics.
    Form,
    /// Lists of allowed values that other sheets choose from.
    Dictionary,
    /// Text for the reader: how to fill in, what to mind.
    Notes,
    /// No content.
    Empty,
}

/// A column of a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderColumn {
    /// 0-based column; of a title merged over several columns, the first.
    pub index: u32,
    /// Titles from the top level to the column's own, as written but for line breaks.
    pub path: Vec<String>,
    /// Whether the sheet marks it as required.
    pub required: bool,
    /// What the explanation row says about it.
    pub explanation: Option<String>,
}

/// What was found at the top of a sheet. Rows are 0-based.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderReading {
    /// What the sheet is for.
    pub kind: SheetKind,
    /// The sheet's own title above the header.
    pub title: Option<String>,
    /// First and last row of the header, both inclusive; `None` when there is none.
    pub header_rows: Option<(u32, u32)>,
    /// The row of explanations next to the header.
    pub explanation_row: Option<u32>,
    /// The first row that data stands in or is to be written to.
    pub data_first_row: u32,
    /// Columns with a title, from left to right.
    pub columns: Vec<HeaderColumn>,
}

impl HeaderReading {
    fn without_header(kind: SheetKind, title: Option<String>) -> Self {
        Self {
            kind,
            title,
            header_rows: None,
            explanation_row: None,
            data_first_row: 0,
            columns: Vec::new(),
        }
    }
}

/// Reads the header of a sheet in memory.
#[must_use]
pub fn read_header(sheet: &Sheet) -> HeaderReading {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (row, _) in sheet.used_rows().take_while(|(row, _)| *row < LOOK_AT_ROWS) {
        rows.resize(row as usize, Vec::new());
        rows.push(sheet.dense_row(row));
    }
    let mut reading = read(&rows, &sheet.merges, &sheet.name, sheet.hidden);
    mark_red(&mut reading, sheet);
    reading
}

/// Titles in red are required, where not all of them are red: then it is the house's colour.
pub(crate) fn mark_red(reading: &mut HeaderReading, sheet: &Sheet) {
    let Some((first, last)) = reading.header_rows else {
        return;
    };
    let is_red = |col: u32| (first..=last).any(|row| sheet.red.contains(&(row, col)));
    if reading.columns.iter().all(|column| is_red(column.index)) {
        return;
    }
    for column in &mut reading.columns {
        column.required |= is_red(column.index);
    }
}

/// Reads a header from the first rows of a stream; `first_rows[n]` is row `n` of the sheet, so
/// rows without content stand in it as empty vectors.
#[must_use]
pub fn read_header_of_rows(first_rows: &[Vec<Cell>], merges: &[Range]) -> HeaderReading {
    read(first_rows, merges, "", false)
}

/// As [`read_header_of_rows`], and uses what the stream said about the sheet: its name and
/// whether it is hidden help to recognise dictionaries and notes.
#[must_use]
pub fn read_header_of_sheet_start(start: &SheetStart, first_rows: &[Vec<Cell>]) -> HeaderReading {
    read(first_rows, &start.merges, &start.name, start.hidden)
}

/// Whether a row under the data belongs to the form and not to the data: 填表人, 审核, 合计, 注.
/// Also true for such rows between data, which are no data either.
#[must_use]
pub fn is_footer_row(cells: &[Cell]) -> bool {
    wording::is_footer(cells)
}

fn read(rows: &[Vec<Cell>], merges: &[Range], name: &str, hidden: bool) -> HeaderReading {
    let grid = Grid::new(rows, merges);
    if grid.is_empty() {
        return HeaderReading::without_header(SheetKind::Empty, None);
    }
    let block = block::find(&grid);
    if purpose::is_notes(&grid, block.as_ref(), name) {
        return HeaderReading::without_header(SheetKind::Notes, block::first_line(&grid));
    }
    let Some(block) = block else {
        return HeaderReading::without_header(SheetKind::Form, block::title_above(&grid, 1));
    };
    let below = below::read(&grid, &block);
    let kind = if purpose::is_dictionary(&grid, &block, below.data_first_row, name, hidden) {
        SheetKind::Dictionary
    } else {
        SheetKind::Form
    };
    HeaderReading {
        kind,
        title: block::title_above(&grid, block.top),
        header_rows: Some((block.top, block.bottom)),
        explanation_row: below.explanation_row,
        data_first_row: below.data_first_row,
        columns: columns(&grid, &block, &below),
    }
}

fn columns(grid: &Grid, block: &Block, below: &below::Below) -> Vec<HeaderColumn> {
    let mark_rows: Vec<u32> = block
        .top
        .checked_sub(1)
        .into_iter()
        .chain(below.passed.clone())
        .collect();
    block
        .leaves(grid)
        .into_iter()
        .map(|leaf| {
            let explanation = below
                .explanation_row
                .and_then(|row| grid.at(row, leaf.first_col))
                .filter(|cell| cell.first_col >= leaf.first_col && cell.last_col <= leaf.last_col)
                .map(|cell| cell.text.clone());
            let marked = |row: &u32| {
                grid.is_mark_row(*row)
                    && grid
                        .at(*row, leaf.first_col)
                        .is_some_and(|cell| wording::says_required(&cell.text))
            };
            let required = leaf
                .path
                .iter()
                .any(|title| wording::has_required_mark(title))
                || explanation.as_deref().is_some_and(wording::says_required)
                || mark_rows.iter().any(marked);
            HeaderColumn {
                index: leaf.first_col,
                path: leaf.path,
                required,
                explanation,
            }
        })
        .collect()
}
