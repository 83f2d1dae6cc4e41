//! A column of codes or areas asked once for each entry of its table, not once for each row.

use super::places;
use crate::columns::{Column, Data, Index};
use crate::three::{Three, where_holds};
use crate::value::{Cell, says_unknown};

/// An answer as two bits: yes, and whether it is known.
const YES: u8 = 3;
const NO: u8 = 2;
const OPEN: u8 = 0;

/// The answer of each entry of a column's table. Positions past the table meet one more entry, which
/// cannot be told, so that no row takes a branch.
struct Entries<'a> {
    index: Index<'a>,
    answers: Vec<u8>,
}

impl<'a> Entries<'a> {
    /// `None` when the column has no table.
    fn of(
        column: &Column<'a>,
        table: Option<&str>,
        answer: &impl Fn(Cell<'_>) -> Option<bool>,
    ) -> Option<Self> {
        let of_word = |word: &str| match table {
            Some(table) if says_unknown(table, word) => None,
            _ => answer(Cell::Text(word)),
        };
        let (index, mut answers): (Index<'a>, Vec<u8>) = match column.data {
            Data::Coded(index, words) => {
                let answers = words.iter().map(|word| coded(of_word(word)));
                (index, answers.collect())
            }
            Data::Areas(index, codes) => {
                let answers = codes.iter().map(|code| coded(answer(Cell::Area(*code))));
                (index, answers.collect())
            }
            _ => return None,
        };
        answers.push(OPEN);
        Some(Self { index, answers })
    }

    /// The answers of the asked rows.
    fn of_rows(&self, asked: &[u64], rows: usize) -> Three {
        let at = |position: Option<usize>| match position {
            Some(position) => self.answers[position.min(self.answers.len() - 1)],
            None => OPEN,
        };
        let (yes, known) = match self.index {
            Index::Bytes(values) => {
                looked_up(asked, |row| at(values.get(row).map(|at| usize::from(*at))))
            }
            Index::Shorts(values) => {
                looked_up(asked, |row| at(values.get(row).map(|at| usize::from(*at))))
            }
            Index::Words(values) => {
                looked_up(asked, |row| at(values.get(row).map(|at| *at as usize)))
            }
        };
        Three::new(rows, yes, Some(known))
    }

    /// The answers of all rows.
    fn of_all(&self, rows: usize) -> Three {
        let (past, entries) = (
            self.answers.len() - 1,
            &self.answers[..self.answers.len() - 1],
        );
        // Often every entry gives one answer: all are registered in this district.
        if let [first, rest @ ..] = entries
            && rest.iter().all(|answer| answer == first)
            && self.index.is_within(past)
        {
            return Three::same(rows, decoded(*first));
        }
        let at = |position: usize| self.answers[position.min(past)];
        let found: Vec<u8> = match self.index {
            Index::Bytes(values) => {
                let mut every = [OPEN; 256];
                let known = past.min(256);
                every[..known].copy_from_slice(&entries[..known]);
                values.iter().map(|at| every[usize::from(*at)]).collect()
            }
            Index::Shorts(values) => values.iter().map(|row| at(usize::from(*row))).collect(),
            Index::Words(values) => values.iter().map(|row| at(*row as usize)).collect(),
        };
        let yes = where_holds(&found, |answer| answer == YES);
        let known = found
            .contains(&OPEN)
            .then(|| where_holds(&found, |answer| answer != OPEN));
        Three::new(rows, yes, known)
    }
}

fn coded(answer: Option<bool>) -> u8 {
    match answer {
        Some(true) => YES,
        Some(false) => NO,
        None => OPEN,
    }
}

fn decoded(answer: u8) -> Option<bool> {
    (answer != OPEN).then_some(answer == YES)
}

/// The two bits of each asked row.
fn looked_up(asked: &[u64], answer: impl Fn(usize) -> u8) -> (Vec<u64>, Vec<u64>) {
    let words = asked.iter().enumerate().map(|(word, asked)| {
        let (mut left, mut yes, mut known) = (*asked, 0, 0);
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            let answer = answer(word * 64 + bit);
            yes |= u64::from(answer & 1) << bit;
            known |= u64::from(answer >> 1) << bit;
        }
        (yes, known)
    });
    words.unzip()
}

/// Asks each entry of a column's table; `None` when it has none. Rows outside `wanted` may come out
/// as anything.
pub(super) fn of_entries(
    column: &Column<'_>,
    table: Option<&str>,
    rows: usize,
    wanted: Option<&[u64]>,
    answer: &impl Fn(Cell<'_>) -> Option<bool>,
) -> Option<Three> {
    if let Data::SameArea(area) = column.data {
        return Some(restrict(
            Three::same(rows, answer(Cell::Area(area))),
            column,
        ));
    }
    let entries = Entries::of(column, table, answer)?;
    let found = match wanted {
        Some(wanted) if are_few(wanted, rows) => entries.of_rows(wanted, rows),
        _ => entries.of_all(rows),
    };
    Some(restrict(found, column))
}

/// The answers of a column, and of a wider one for the rows where the first holds nothing.
pub(super) fn told_less_narrowly(
    found: Three,
    column: &Column<'_>,
    wider: &Column<'_>,
    wanted: Option<&[u64]>,
    answer: &impl Fn(Cell<'_>) -> Option<bool>,
) -> Three {
    let rows = found.rows();
    let Some(mut open) = found.unknown() else {
        return found;
    };
    for (open, wanted) in open.iter_mut().zip(wanted.unwrap_or_default()) {
        *open &= wanted;
    }
    for row in places(rows, Some(&open.clone())) {
        if column.cell(row).is_some() {
            open[row / 64] &= !(1 << (row % 64));
        }
    }
    match of_entries(wider, None, rows, Some(&open), answer) {
        Some(other) => found.filled(&open, &other),
        None => found,
    }
}

/// Whether asking the wanted rows one by one is cheaper than looking up all of them.
fn are_few(wanted: &[u64], rows: usize) -> bool {
    let wanted: usize = wanted.iter().map(|word| word.count_ones() as usize).sum();
    wanted * 3 < rows
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
