//! A workbook in memory: sheets of sparse cells with their merged ranges.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::cell::Cell;

/// Columns of the largest sheet that any spreadsheet program writes.
pub const MAX_COLUMNS: u32 = 16_384;
/// Rows of the largest sheet that any spreadsheet program writes.
pub const MAX_ROWS: u32 = 1_048_576;

static EMPTY: Cell = Cell::Empty;

/// A rectangle of cells; all four bounds are 0-based and inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Range {
    /// Top row.
    pub first_row: u32,
    /// Left column.
    pub first_col: u32,
    /// Bottom row.
    pub last_row: u32,
    /// Right column.
    pub last_col: u32,
}

impl Range {
    /// Whether the cell lies in it.
    #[must_use]
    pub fn contains(&self, row: u32, col: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row)
            && (self.first_col..=self.last_col).contains(&col)
    }

    /// Whether it is more than one cell.
    #[must_use]
    pub fn spans(&self) -> bool {
        self.last_row > self.first_row || self.last_col > self.first_col
    }
}

/// Something worth telling about a workbook that could be read all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookIssue {
    /// Stable kebab-case code.
    pub code: String,
    /// Chinese sentence.
    pub message: String,
}

impl BookIssue {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

/// A list that cells are chosen from (data validation).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DropDown {
    /// The cells.
    pub ranges: Vec<Range>,
    /// What may be chosen, in order.
    pub values: Vec<String>,
}

/// One sheet. Rows and columns count from 0; only cells with content are held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Name on the tab; for csv the file's name without its extension.
    pub name: String,
    /// Number of rows up to the last one with content.
    pub rows: u32,
    /// Number of columns up to the last one with content.
    pub columns: u32,
    /// Merged ranges of more than one cell.
    pub merges: Vec<Range>,
    /// Cells whose value came from a formula.
    pub formulas: BTreeSet<(u32, u32)>,
    /// Whether the tab is hidden.
    pub hidden: bool,
    /// Lists that cells are chosen from.
    pub drop_downs: Vec<DropDown>,
    /// Cells near the top that are written in red.
    pub red: BTreeSet<(u32, u32)>,
    cells: BTreeMap<u32, Vec<(u32, Cell)>>,
}

impl Sheet {
    /// An empty sheet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// A sheet of dense rows of text, as csv has them; mostly useful in tests.
    #[must_use]
    pub fn of_text(name: &str, rows: &[&[&str]]) -> Self {
        let mut sheet = Self::new(name);
        for (row, cells) in (0..).zip(rows) {
            for (col, text) in (0..).zip(*cells) {
                sheet.put(row, col, Cell::Text((*text).to_owned()));
            }
        }
        sheet
    }

    /// Writes a cell. Empty values and cells outside any spreadsheet are left out.
    pub fn put(&mut self, row: u32, col: u32, cell: Cell) {
        if cell.is_empty() || row >= MAX_ROWS || col >= MAX_COLUMNS {
            return;
        }
        self.rows = self.rows.max(row + 1);
        self.columns = self.columns.max(col + 1);
        let cells = self.cells.entry(row).or_default();
        match cells.binary_search_by_key(&col, |(at, _)| *at) {
            Ok(at) => cells[at].1 = cell,
            Err(at) => cells.insert(at, (col, cell)),
        }
    }

    /// The cell at a place; [`Cell::Empty`] where nothing was written.
    #[must_use]
    pub fn cell(&self, row: u32, col: u32) -> &Cell {
        let cells = self.row(row);
        cells
            .binary_search_by_key(&col, |(at, _)| *at)
            .map_or(&EMPTY, |at| &cells[at].1)
    }

    /// The cell's value as a person reads it, see [`Cell::text`].
    #[must_use]
    pub fn text(&self, row: u32, col: u32) -> String {
        self.cell(row, col).text()
    }

    /// Whether the cell is a long number that the spreadsheet rounded.
    #[must_use]
    pub fn is_damaged_number(&self, row: u32, col: u32) -> bool {
        self.cell(row, col).is_damaged_number()
    }

    /// Whether the cell's value came from a formula.
    #[must_use]
    pub fn is_formula(&self, row: u32, col: u32) -> bool {
        self.formulas.contains(&(row, col))
    }

    /// The cells with content of a row, from left to right.
    #[must_use]
    pub fn row(&self, row: u32) -> &[(u32, Cell)] {
        self.cells.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Whether a row has no content.
    #[must_use]
    pub fn row_is_empty(&self, row: u32) -> bool {
        self.row(row).is_empty()
    }

    /// The row from its first column to its last cell with content.
    #[must_use]
    pub fn dense_row(&self, row: u32) -> Vec<Cell> {
        let mut dense = Vec::new();
        for (col, cell) in self.row(row) {
            dense.resize(*col as usize, Cell::Empty);
            dense.push(cell.clone());
        }
        dense
    }

    /// The rows with content, from top to bottom.
    pub fn used_rows(&self) -> impl Iterator<Item = (u32, &[(u32, Cell)])> {
        self.cells
            .iter()
            .map(|(row, cells)| (*row, cells.as_slice()))
    }

    /// The number of cells with content.
    #[must_use]
    pub fn cell_count(&self) -> usize {
        self.cells.values().map(Vec::len).sum()
    }

    /// The top left cell of the merged range around a cell; the cell itself where nothing is
    /// merged.
    #[must_use]
    pub fn anchor(&self, row: u32, col: u32) -> (u32, u32) {
        self.merges
            .iter()
            .find(|range| range.contains(row, col))
            .map_or((row, col), |range| (range.first_row, range.first_col))
    }
}

/// A workbook.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// Sheets in tab order, hidden ones included.
    pub sheets: Vec<Sheet>,
    /// What is worth telling about the file as a whole.
    pub notes: Vec<BookIssue>,
}

impl Book {
    /// The sheet of a name.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}
