//! The top of a sheet as a person sees it: merged cells are one cell.

use std::collections::BTreeMap;

use crate::cell::Cell;
use crate::sheet::Range;

use super::wording::{self, Look};

/// Merges taller than this are data or decoration, not header.
const MAX_HEADER_MERGE: u32 = 12;

/// A cell with content and the area it covers.
#[derive(Debug, Clone)]
pub(super) struct GridCell {
    pub(super) row: u32,
    pub(super) last_row: u32,
    pub(super) first_col: u32,
    pub(super) last_col: u32,
    /// The text on one line.
    pub(super) text: String,
    pub(super) look: Look,
    /// Whether it is merged.
    pub(super) merged: bool,
}

impl GridCell {
    pub(super) fn width(&self) -> u32 {
        self.last_col - self.first_col + 1
    }
}

/// The first rows of a sheet.
#[derive(Debug)]
pub(super) struct Grid {
    /// Cells by the row and column of their top left corner.
    rows: BTreeMap<u32, Vec<GridCell>>,
    /// Cells that reach down into a row from above: row → indices of (row, place).
    covers: BTreeMap<u32, Vec<(u32, usize)>>,
    /// Merged areas, also those without content, under each row they touch.
    merges: Vec<Vec<Range>>,
}

impl Grid {
    pub(super) fn new(rows: &[Vec<Cell>], merges: &[Range]) -> Self {
        let mut grid = Self {
            rows: BTreeMap::new(),
            covers: BTreeMap::new(),
            merges: by_row(rows.len(), merges),
        };
        for (row, cells) in (0..).zip(rows) {
            let seen = cells.iter().zip(0..).filter(|(cell, _)| !cell.is_empty());
            let cells: Vec<GridCell> = seen
                .filter_map(|(cell, col)| {
                    let range = grid.merge_around(row, col);
                    // A merged area shows its top left cell only.
                    range
                        .is_none_or(|range| (range.first_row, range.first_col) == (row, col))
                        .then_some((cell, col, range))
                })
                .map(|(cell, col, range)| {
                    let range =
                        range.filter(|range| range.last_row - range.first_row <= MAX_HEADER_MERGE);
                    let text = wording::one_line(&cell.text());
                    GridCell {
                        row,
                        last_row: range.map_or(row, |range| range.last_row),
                        first_col: col,
                        last_col: range.map_or(col, |range| range.last_col),
                        look: wording::look(cell, &text),
                        text,
                        merged: range.is_some(),
                    }
                })
                .collect();
            for (place, cell) in cells.iter().enumerate() {
                for lower in cell.row + 1..=cell.last_row {
                    grid.covers.entry(lower).or_default().push((row, place));
                }
            }
            if !cells.is_empty() {
                grid.rows.insert(row, cells);
            }
        }
        grid
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Rows with content, from the top.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &[GridCell])> {
        self.rows
            .iter()
            .map(|(row, cells)| (*row, cells.as_slice()))
    }

    /// Cells whose top stands in a row.
    pub(super) fn row(&self, row: u32) -> &[GridCell] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Cells that stand in a row or reach down into it.
    pub(super) fn covering(&self, row: u32) -> impl Iterator<Item = &GridCell> {
        let above = self.covers.get(&row).into_iter().flatten();
        let above = above.filter_map(|(row, place)| self.rows.get(row)?.get(*place));
        self.row(row).iter().chain(above)
    }

    /// The cell that covers a place.
    pub(super) fn at(&self, row: u32, col: u32) -> Option<&GridCell> {
        self.covering(row)
            .find(|cell| (cell.first_col..=cell.last_col).contains(&col))
    }

    /// Whether a place lies in a merged area, be it empty.
    pub(super) fn is_merged(&self, row: u32, col: u32) -> bool {
        self.merge_around(row, col).is_some()
    }

    fn merge_around(&self, row: u32, col: u32) -> Option<Range> {
        self.merges
            .get(row as usize)?
            .iter()
            .find(|range| range.contains(row, col))
            .copied()
    }

    /// The most columns that any row with two cells or more covers: the width of the table.
    pub(super) fn width(&self) -> u32 {
        self.rows()
            .filter(|(_, cells)| cells.len() >= 2)
            .map(|(row, _)| self.coverage(row))
            .max()
            .unwrap_or(1)
    }

    /// How many columns the cells of a row cover.
    pub(super) fn coverage(&self, row: u32) -> u32 {
        self.covering(row).map(GridCell::width).sum()
    }

    /// The next row with content below one.
    pub(super) fn next_row(&self, row: u32) -> Option<u32> {
        self.rows.range(row + 1..).next().map(|(row, _)| *row)
    }

    /// Whether a row says for each column nothing but whether it is required.
    pub(super) fn is_mark_row(&self, row: u32) -> bool {
        let cells = self.row(row);
        !cells.is_empty() && cells.iter().all(|cell| cell.look == Look::Mark)
    }
}

/// Merged areas under each of the first rows that they touch.
fn by_row(rows: usize, merges: &[Range]) -> Vec<Vec<Range>> {
    let mut by_row = vec![Vec::new(); rows];
    for range in merges {
        let last = by_row.len().min(range.last_row as usize + 1);
        for ranges in by_row.iter_mut().take(last).skip(range.first_row as usize) {
            ranges.push(*range);
        }
    }
    by_row
}
