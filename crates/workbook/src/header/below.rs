//! What stands between the header and the data: explanations, column numbers, marks, an example.

use super::block::{Block, is_field_name};
use super::grid::{Grid, GridCell};
use super::wording::{self, Look};

/// Rows of that kind that are passed over at most.
const MAX_ROWS: u32 = 6;

/// What was found below a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Below {
    pub(super) explanation_row: Option<u32>,
    /// Rows that are neither header nor data.
    pub(super) passed: Vec<u32>,
    pub(super) data_first_row: u32,
}

/// Reads the rows below a header.
pub(super) fn read(grid: &Grid, block: &Block) -> Below {
    let mut below = Below {
        explanation_row: None,
        passed: Vec::new(),
        data_first_row: block.bottom + 1,
    };
    let columns = block.leaves(grid).len();
    for row in block.bottom + 1..=block.bottom + MAX_ROWS {
        let cells = grid.row(row);
        let explains = is_explanation(cells, columns);
        let other = grid.is_mark_row(row)
            || is_numbering(cells, columns)
            || is_example(cells)
            || is_field_row(cells, columns);
        if !explains && !other {
            break;
        }
        if below.explanation_row.is_none() && (explains || is_example(cells)) {
            below.explanation_row = Some(row);
        }
        below.passed.push(row);
        below.data_first_row = row + 1;
    }
    if below.explanation_row.is_none() {
        below.explanation_row = above(grid, block, columns);
    }
    below
}

/// Explanations sometimes stand right above the titles.
fn above(grid: &Grid, block: &Block, columns: usize) -> Option<u32> {
    let row = block.top.checked_sub(1)?;
    let cells = grid.row(row);
    (cells.len() >= 2 && is_explanation(cells, columns)).then_some(row)
}

fn is_explanation(cells: &[GridCell], columns: usize) -> bool {
    let count = |wanted: &[Look]| {
        cells
            .iter()
            .filter(|cell| wanted.contains(&cell.look))
            .count()
    };
    match cells {
        [] => false,
        // One text over the whole width, or prose in the first column.
        [only] => {
            columns >= 2
                && matches!(only.look, Look::Sentence | Look::Hint)
                && !wording::is_footer(&[crate::cell::Cell::Text(only.text.clone())])
                || only.width() >= 3 && wording::is_prose(&only.text)
        }
        _ => {
            let hints = count(&[Look::Hint, Look::Mark, Look::Sentence]);
            let plain_values = cells.iter().filter(|cell| is_plain_value(cell)).count();
            hints * 10 >= cells.len() * 4
                && plain_values * 10 <= cells.len() * 2
                && count(&[Look::Hint, Look::Sentence]) > 0
        }
    }
}

/// An identity number, a phone, a date as data has them; explanations show formats instead.
fn is_plain_value(cell: &GridCell) -> bool {
    cell.look == Look::Value
}

/// `1 2 3 4`, `甲 乙 1 2 3`, `A B C`: the numbers of the columns (栏次).
fn is_numbering(cells: &[GridCell], columns: usize) -> bool {
    const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
    if cells.len() < 3 || cells.len() * 10 < columns * 6 {
        return false;
    }
    let mut numbers = Vec::new();
    for cell in cells {
        let text = cell
            .text
            .trim_matches(['(', ')', '（', '）', '栏', '[', ']']);
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) if STEMS.contains(only) || only.is_ascii_uppercase() => {}
            _ => match text.parse::<u32>() {
                Ok(number) => numbers.push(number),
                // 3=1+2: a column computed from others.
                Err(_) => match text
                    .split_once('=')
                    .and_then(|(name, _)| name.parse::<u32>().ok())
                {
                    Some(number) => numbers.push(number),
                    None if numbers.is_empty()
                        && matches!(text, "栏次" | "行次" | "序号" | "列号") => {}
                    None => return false,
                },
            },
        }
    }
    // One gap is forgiven; data never counts up from column to column.
    numbers.first().is_none_or(|first| *first <= 3)
        && numbers
            .windows(2)
            .all(|pair| pair[1] > pair[0] && pair[1] - pair[0] <= 2)
}

fn is_example(cells: &[GridCell]) -> bool {
    cells.len() >= 2
        && cells
            .first()
            .is_some_and(|cell| wording::is_example_mark(&cell.text))
}

/// Field names of the system that reads the form, under titles for people.
fn is_field_row(cells: &[GridCell], columns: usize) -> bool {
    cells.len() >= 3
        && cells.len() * 10 >= columns * 6
        && cells.iter().all(|cell| is_field_name(&cell.text))
        && cells.iter().any(|cell| {
            cell.text
                .chars()
                .any(|character| character.is_ascii_lowercase())
        })
}
