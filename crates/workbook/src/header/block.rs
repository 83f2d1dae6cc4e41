//! The rows of the header: where they start, how many levels they have, what each column is
//! called.

use std::collections::BTreeSet;

use super::grid::{Grid, GridCell};
use super::wording::{self, Look};

/// Rows of the deepest header that is followed; real ones have five levels.
const MAX_ROWS: u32 = 8;

/// Rows with content within which a header starts.
const SEARCH_ROWS: usize = 60;

/// The header's rows, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) top: u32,
    pub(super) bottom: u32,
}

/// A column of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) first_col: u32,
    pub(super) last_col: u32,
    pub(super) path: Vec<String>,
}

/// Finds the header.
pub(super) fn find(grid: &Grid) -> Option<Block> {
    let width = grid.width();
    if width <= 1 {
        return find_single(grid);
    }
    let mut best: Option<(u32, Block)> = None;
    for (row, cells) in grid.rows().take(SEARCH_ROWS) {
        if !is_header_like(grid, row) {
            if is_data_like(cells) && grid.coverage(row) * 10 >= width * 7 {
                // Data before any header: there is none, and text further down is data too.
                break;
            }
            continue;
        }
        if stands_above_header(grid, row, width) {
            continue;
        }
        let block = Block::from(grid, row);
        let covered = block.columns(grid).len() as u32;
        if covered * 2 >= width {
            return Some(block);
        }
        if best.is_none_or(|(most, _)| covered > most) {
            best = Some((covered, block));
        }
    }
    best.map(|(_, block)| block)
}

/// A table of one column: its header is the last short text before the values.
fn find_single(grid: &Grid) -> Option<Block> {
    let label = |cells: &[GridCell]| cells.iter().all(|cell| matches!(cell.look, Look::Label));
    let first_value = grid
        .rows()
        .find(|(_, cells)| cells.iter().any(|cell| cell.look == Look::Value))
        .map(|(row, _)| row);
    let labels = || {
        grid.rows()
            .take(SEARCH_ROWS)
            .filter(|(_, cells)| label(cells))
            .map(|(row, _)| row)
    };
    let row = match first_value {
        Some(value) => labels().take_while(|row| *row < value).last(),
        None => labels().next(),
    };
    row.map(|row| Block {
        top: row,
        bottom: row,
    })
}

/// Whether a row reads like titles: several cells, mostly short texts.
pub(super) fn is_header_like(grid: &Grid, row: u32) -> bool {
    let cells = grid.row(row);
    if cells.len() < 2 {
        return false;
    }
    let count = |look| cells.iter().filter(|cell| cell.look == look).count();
    let all = cells.len();
    count(Look::Label) * 10 >= all * 6
        && count(Look::Pair) * 10 < all * 3
        && count(Look::Value) * 10 <= all * 3
}

fn is_data_like(cells: &[GridCell]) -> bool {
    cells.len() >= 2
        && cells.iter().filter(|cell| cell.look == Look::Value).count() * 10 > cells.len() * 3
}

/// Whether a row of several labels is a title with an attachment mark, or a line about the sheet,
/// above a header that needs nothing from it.
fn stands_above_header(grid: &Grid, row: u32, width: u32) -> bool {
    let cells = grid.row(row);
    let about = cells
        .iter()
        .filter(|cell| wording::is_about_sheet(&cell.text))
        .count();
    if (cells.len() as u32) * 10 >= width * 6 {
        return false;
    }
    let Some(next) = grid
        .next_row(row)
        .filter(|next| is_header_like(grid, *next))
    else {
        return false;
    };
    if cells.iter().any(|cell| cell.last_row >= next) {
        return false;
    }
    let below = Block::from(grid, next).columns(grid).len() as u32;
    if below * 10 < width * 9 {
        return false;
    }
    let groups = cells
        .iter()
        .filter(|cell| cell.merged && cell.width() >= 2)
        .count();
    let loose = group_spans(grid, row)
        .into_iter()
        .filter(|(_, first, last)| last > first)
        .count();
    groups.max(loose) < 2 || about * 2 >= cells.len()
}

/// The cells of a row that is not merged, each reaching to the next one: how titles over several
/// columns look in csv, and where people do not merge.
fn group_spans(grid: &Grid, row: u32) -> Vec<(&GridCell, u32, u32)> {
    let cells = grid.row(row);
    let end = grid
        .rows()
        .flat_map(|(_, cells)| cells)
        .map(|cell| cell.last_col)
        .max()
        .unwrap_or(0);
    cells
        .iter()
        .enumerate()
        .map(|(place, cell)| {
            let last = cells
                .get(place + 1)
                .map_or(end, |next| next.first_col.saturating_sub(1));
            (cell, cell.first_col, last.max(cell.last_col))
        })
        .collect()
}

impl Block {
    /// The block that starts with a row.
    fn from(grid: &Grid, top: u32) -> Self {
        let mut block = Self { top, bottom: top };
        loop {
            let reach = (block.top..=block.bottom)
                .flat_map(|row| grid.row(row))
                .map(|cell| cell.last_row)
                .max()
                .unwrap_or(block.bottom);
            block.bottom = reach.clamp(block.bottom, top + MAX_ROWS - 1);
            if block.bottom - top + 1 >= MAX_ROWS || !block.is_divided_by(grid, block.bottom + 1, 3)
            {
                return block;
            }
            block.bottom += 1;
        }
    }

    /// Whether the row under the block divides its titles further. `look_ahead` bounds how many
    /// levels of undivided titles may stand in between.
    fn is_divided_by(self, grid: &Grid, row: u32, look_ahead: u32) -> bool {
        let cells = grid.row(row);
        let titles = cells
            .iter()
            .filter(|cell| cell.look == Look::Label || is_ordinal_title(cell))
            .count();
        if cells.is_empty() || titles * 10 < cells.len() * 7 || grid.is_mark_row(row) {
            return false;
        }
        if self.is_named_by(grid, row) {
            return true;
        }
        let (groups, closed) = self.groups(grid);
        let filled_closed = closed
            .iter()
            .filter(|col| cells.iter().any(|cell| cell.first_col == **col))
            .count();
        if groups.is_empty() || filled_closed * 5 > closed.len() {
            return false;
        }
        let under = |group: &Group| {
            cells
                .iter()
                .filter(|cell| cell.first_col >= group.first && cell.last_col <= group.last)
                .count()
        };
        let loose = groups.iter().any(|group| !group.merged);
        if loose && closed.is_empty() && groups.len() < 2 {
            // Nothing but one loose group: as likely a column whose title was forgotten.
            return false;
        }
        let divided = groups.iter().filter(|group| under(group) >= 2).count();
        let touched = groups.iter().filter(|group| under(group) >= 1).count();
        if divided > 0 {
            return divided * 2 >= touched && touched * 3 >= groups.len();
        }
        // Every title has exactly one below it: one more level, if that one is divided then.
        touched * 2 >= groups.len()
            && look_ahead > 0
            && cells.iter().all(|cell| cell.merged)
            && Self {
                top: self.top,
                bottom: row,
            }
            .is_divided_by(grid, row + 1, look_ahead - 1)
    }

    /// A row of field names such as `xm`, `sfzh`, and under it the titles for people.
    fn is_named_by(self, grid: &Grid, row: u32) -> bool {
        let above = grid.row(self.bottom);
        let cells = grid.row(row);
        self.top == self.bottom
            && above.len() >= 2
            && above.iter().all(|cell| is_field_name(&cell.text))
            && cells.len() * 10 >= above.len() * 8
            && cells.iter().all(|cell| !cell.text.is_ascii())
    }

    /// Titles that may be divided by the next row, and the columns that are finished.
    fn groups(self, grid: &Grid) -> (Vec<Group>, Vec<u32>) {
        let merged_header =
            (self.top..=self.bottom).any(|row| grid.row(row).iter().any(|cell| cell.merged));
        let mut groups: Vec<Group> = Vec::new();
        let mut closed = Vec::new();
        for cell in grid.covering(self.bottom) {
            if cell.width() > 1 {
                groups.push(Group {
                    first: cell.first_col,
                    last: cell.last_col,
                    merged: true,
                });
            }
        }
        if !merged_header {
            for (_, first, last) in group_spans(grid, self.bottom) {
                if last > first {
                    groups.push(Group {
                        first,
                        last,
                        merged: false,
                    });
                }
            }
        }
        for col in self.columns(grid) {
            if !groups
                .iter()
                .any(|group| (group.first..=group.last).contains(&col))
            {
                closed.push(col);
            }
        }
        (groups, closed)
    }

    /// Columns that some title of the block covers.
    fn columns(self, grid: &Grid) -> BTreeSet<u32> {
        (self.top..=self.bottom)
            .flat_map(|row| grid.covering(row))
            .flat_map(|cell| cell.first_col..=cell.last_col)
            .collect()
    }

    /// The columns with their paths.
    pub(super) fn leaves(self, grid: &Grid) -> Vec<Leaf> {
        let mut leaves: Vec<Leaf> = Vec::new();
        for col in self.columns(grid) {
            if leaves.last().is_some_and(|leaf| leaf.last_col >= col) {
                continue;
            }
            let Some(lowest) = (self.top..=self.bottom)
                .rev()
                .find_map(|row| grid.at(row, col))
            else {
                continue;
            };
            if lowest.first_col != col && !self.is_leaf_of_its_own(grid, lowest, col) {
                continue;
            }
            let last_col = if lowest.first_col == col {
                self.leaf_end(grid, lowest)
            } else {
                col
            };
            leaves.push(Leaf {
                first_col: col,
                last_col,
                path: self.path(grid, col),
            });
        }
        leaves
    }

    /// A column inside of a divided title that has no title of its own.
    fn is_leaf_of_its_own(self, grid: &Grid, lowest: &GridCell, col: u32) -> bool {
        // Other columns of the same title are divided, this one was left blank.
        lowest.last_row < self.bottom
            && (lowest.first_col..=lowest.last_col).any(|other| {
                other != col
                    && grid
                        .at(self.bottom, other)
                        .is_some_and(|cell| cell.row > lowest.row)
            })
            && !grid.is_merged(self.bottom, col)
    }

    /// A title that nothing divides covers all of its columns as one.
    fn leaf_end(self, grid: &Grid, lowest: &GridCell) -> u32 {
        let divided = (lowest.last_row + 1..=self.bottom)
            .flat_map(|row| grid.row(row))
            .any(|cell| (lowest.first_col..=lowest.last_col).contains(&cell.first_col));
        if divided {
            lowest.first_col
        } else {
            lowest.last_col
        }
    }

    /// Titles over a column, from the top; the same words twice count once.
    fn path(self, grid: &Grid, col: u32) -> Vec<String> {
        let mut path: Vec<String> = Vec::new();
        let merged_header =
            (self.top..=self.bottom).any(|row| grid.row(row).iter().any(|cell| cell.merged));
        for row in self.top..=self.bottom {
            let own = grid.at(row, col).map(|cell| cell.text.as_str());
            let loose = || {
                // A blank place above a title belongs to the title on its left.
                let titled_below =
                    (row + 1..=self.bottom).any(|lower| grid.at(lower, col).is_some());
                let spans = (!merged_header && titled_below).then(|| group_spans(grid, row));
                spans
                    .into_iter()
                    .flatten()
                    .find(|(_, first, last)| (*first..=*last).contains(&col))
                    .map(|(cell, ..)| cell.text.as_str())
            };
            if let Some(title) = own.or_else(loose)
                && path.last().is_none_or(|last| last != title)
            {
                path.push(title.to_owned());
            }
        }
        path
    }
}

/// A title over several columns.
struct Group {
    first: u32,
    last: u32,
    merged: bool,
}

/// Years and other bare numbers stand in headers of statistics.
fn is_ordinal_title(cell: &GridCell) -> bool {
    cell.look == Look::Value && cell.text.chars().count() <= 8 && !cell.text.contains('.')
}

/// `xm`, `id_card`, `A01`.
pub(super) fn is_field_name(text: &str) -> bool {
    text.len() >= 2
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-')
        })
}

/// The title of a sheet of text: its first line, when that is short.
pub(super) fn first_line(grid: &Grid) -> Option<String> {
    let (_, cells) = grid.rows().next()?;
    let [only] = cells else { return None };
    (only.look == Look::Label).then(|| only.text.clone())
}

/// The sheet's title: the first row above the header with a single text that is neither a note
/// nor an attachment mark.
pub(super) fn title_above(grid: &Grid, header_top: u32) -> Option<String> {
    grid.rows()
        .take_while(|(row, _)| *row < header_top)
        .flat_map(|(_, cells)| {
            cells
                .iter()
                .max_by_key(|cell| (cell.width(), std::cmp::Reverse(cell.first_col)))
        })
        .find(|cell| matches!(cell.look, Look::Label) && !wording::is_attachment_mark(&cell.text))
        .map(|cell| cell.text.clone())
}
