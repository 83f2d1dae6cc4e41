//! A column of codes or areas asked once for each entry of its table, not once for each row.

use crate::columns::{Column, Data, Index};
use crate::three::{Three, where_holds};
use crate::value::{Cell, says_unknown};

/// Asks each entry of a column's table; `None` when it has none.
pub(super) fn of_entries(
    column: &Column<'_>,
    table: Option<&str>,
    rows: usize,
    answer: &impl Fn(Cell<'_>) -> Option<bool>,
) -> Option<Three> {
    let of_word = |word: &str| match table {
        Some(table) if says_unknown(table, word) => None,
        _ => answer(Cell::Text(word)),
    };
    Some(match column.data {
        Data::Coded(index, words) => {
            let answers: Vec<Option<bool>> = words.iter().map(|word| of_word(word)).collect();
            by_table(column, index, &answers, rows)
        }
        Data::Areas(index, codes) => {
            let answers: Vec<Option<bool>> =
                codes.iter().map(|code| answer(Cell::Area(*code))).collect();
            by_table(column, index, &answers, rows)
        }
        Data::SameArea(area) => restrict(Three::same(rows, answer(Cell::Area(area))), column),
        _ => return None,
    })
}

/// Looks answers up by position; positions past the table cannot be told.
fn by_table(column: &Column<'_>, index: Index<'_>, answers: &[Option<bool>], rows: usize) -> Three {
    const NO: u8 = 0;
    const YES: u8 = 1;
    const OPEN: u8 = 2;
    let table: Vec<u8> = answers
        .iter()
        .map(|answer| match answer {
            Some(true) => YES,
            Some(false) => NO,
            None => OPEN,
        })
        .collect();
    // Often every entry gives one answer: all are registered in this district.
    if let [first, rest @ ..] = answers
        && rest.iter().all(|answer| answer == first)
        && index.is_within(table.len())
    {
        return restrict(Three::same(rows, *first), column);
    }
    let found: Vec<u8> = match index {
        Index::Bytes(values) => {
            let mut every = [OPEN; 256];
            let known = table.len().min(256);
            every[..known].copy_from_slice(&table[..known]);
            values.iter().map(|at| every[usize::from(*at)]).collect()
        }
        Index::Shorts(values) => {
            // Positions past the table meet one more entry, so that no row takes a branch.
            let past = table.len();
            let mut table = table;
            table.push(OPEN);
            values
                .iter()
                .map(|at| table[usize::from(*at).min(past)])
                .collect()
        }
        Index::Words(values) => values
            .iter()
            .map(|at| table.get(*at as usize).copied().unwrap_or(OPEN))
            .collect(),
    };
    let yes = where_holds(&found, |answer| answer == YES);
    let known = found
        .contains(&OPEN)
        .then(|| where_holds(&found, |answer| answer != OPEN));
    restrict(Three::new(rows, yes, known), column)
}

/// Rows without a value cannot be told.
fn restrict(three: Three, column: &Column<'_>) -> Three {
    let Some(held) = column.held(three.rows()) else {
        return three;
    };
    let mut known = three.known();
    for (known, held) in known.iter_mut().zip(&held) {
        *known &= held;
    }
    Three::new(three.rows(), three.into_yes(), Some(known))
}
