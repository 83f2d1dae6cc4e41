//! Terms over whole columns.

use catalog::element::{Dictionary, ElementNo, no};

use super::{Frame, View, places, set};
use crate::area_term;
use crate::columns::Column;
use crate::scalar;
use crate::term::{Term, Whose};
use crate::value::{Cell, says_unknown};

/// The values of a term.
pub(super) enum Vector<'a> {
    /// The same for every row.
    Same(Option<Cell<'a>>),
    /// A column, or some of its rows.
    Column {
        column: Column<'a>,
        /// The code table, for its codes that say “not known”.
        table: Option<&'static str>,
        rows: Option<&'a [u32]>,
    },
    /// Numbers, and which of them are known.
    Numbers(Vec<f64>, Vec<u64>),
    /// Anything.
    Cells(Vec<Option<Cell<'a>>>),
    /// The first, and where it holds nothing the second.
    Either(Box<[Vector<'a>; 2]>),
}

impl<'a> Vector<'a> {
    /// The value at a place.
    pub(super) fn cell(&self, at: usize) -> Option<Cell<'a>> {
        match self {
            Self::Same(cell) => *cell,
            Self::Column {
                column,
                table,
                rows,
            } => {
                let row = rows.map_or(at, |rows| rows[at] as usize);
                match (column.cell(row)?, table) {
                    (Cell::Text(code), Some(table)) if says_unknown(table, code) => None,
                    (cell, _) => Some(cell),
                }
            }
            Self::Numbers(numbers, known) => {
                (known[at / 64] >> (at % 64) & 1 == 1).then(|| Cell::Number(numbers[at]))
            }
            Self::Cells(cells) => cells[at],
            Self::Either(both) => both[0].cell(at).or_else(|| both[1].cell(at)),
        }
    }
}

/// The values of a term; rows outside `wanted` may come out as not known.
pub(super) fn vector<'a>(term: &'a Term, frame: &Frame<'a>, wanted: Option<&[u64]>) -> Vector<'a> {
    match term {
        Term::Value(value) => Vector::Same(Some(value.cell())),
        // What the context could not fill in has no value on that day.
        Term::Today | Term::OwnArea(_) | Term::Parameter(_) => Vector::Same(None),
        Term::Field { whose, element } => field(*element, view_of(*whose, frame), frame),
        Term::Arithmetic {
            operator,
            left,
            right,
        } => {
            let (left, right) = (vector(left, frame, wanted), vector(right, frame, wanted));
            cells(frame, wanted, |at| {
                match (left.cell(at)?, right.cell(at)?) {
                    (Cell::Number(left), Cell::Number(right)) => {
                        scalar::calculate(*operator, left, right).map(Cell::Number)
                    }
                    _ => None,
                }
            })
        }
        Term::Call {
            function,
            arguments,
        } => {
            let arguments: Vec<Vector<'a>> = arguments
                .iter()
                .map(|argument| vector(argument, frame, wanted))
                .collect();
            cells(frame, wanted, |at| {
                // No function takes more than three.
                let mut known = [Cell::YesNo(false); 3];
                for (place, argument) in known.iter_mut().zip(&arguments) {
                    *place = argument.cell(at)?;
                }
                scalar::apply(*function, &known[..arguments.len().min(3)])
            })
        }
        Term::Count { relation, that } => {
            let (numbers, known) = set::count(*relation, that.as_deref(), frame, wanted);
            Vector::Numbers(numbers, known)
        }
        Term::Otherwise { term, default } => {
            let (first, second) = (vector(term, frame, wanted), vector(default, frame, wanted));
            cells(frame, wanted, |at| {
                first.cell(at).or_else(|| second.cell(at))
            })
        }
    }
}

fn cells<'a>(
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
    value: impl Fn(usize) -> Option<Cell<'a>>,
) -> Vector<'a> {
    let mut cells = vec![None; frame.len];
    for at in places(frame.len, wanted) {
        cells[at] = value(at);
    }
    Vector::Cells(cells)
}

/// The rows that a field is read of.
pub(super) fn view_of<'a>(whose: Whose, frame: &Frame<'a>) -> View<'a> {
    match whose {
        Whose::Own => frame.own,
        Whose::Root => frame.root,
    }
}

/// The values of an element, or of the one that tells the same less narrowly.
fn field<'a>(element: ElementNo, view: View<'a>, frame: &Frame<'a>) -> Vector<'a> {
    let first = held(element, view, frame);
    let second = area_term::wider(element).map(|wider| held(wider, view, frame));
    match (first, second) {
        (first, None | Some(Vector::Same(None))) => first,
        (Vector::Same(None), Some(second)) => second,
        (first, Some(second)) => Vector::Either(Box::new([first, second])),
    }
}

/// The values of an element itself.
pub(super) fn held<'a>(element: ElementNo, view: View<'a>, frame: &Frame<'a>) -> Vector<'a> {
    match view.columns.column(element) {
        Some(column) => Vector::Column {
            column,
            table: Dictionary::shipped()
                .get(element)
                .and_then(|element| element.code_table.as_deref()),
            rows: view.rows,
        },
        None if element == no::AGE => ages(view, frame),
        None => Vector::Same(None),
    }
}

/// 年龄, where the table does not keep it: full years from birth to today, of the dead to their
/// death.
fn ages<'a>(view: View<'a>, frame: &Frame<'a>) -> Vector<'a> {
    let Some(birth) = view.columns.column(no::BIRTH_DATE) else {
        return Vector::Same(None);
    };
    let death = view.columns.column(no::DEATH_DATE);
    let age = |row: usize| {
        let day = |column: &Column<'_>| match column.cell(row) {
            Some(Cell::Day(day)) => Some(day),
            _ => None,
        };
        let last = death.as_ref().and_then(day).unwrap_or(frame.today);
        scalar::years_between(day(&birth)?, last.min(frame.today))
            .map(|years| Cell::Number(f64::from(years)))
    };
    Vector::Cells((0..frame.len).map(|at| age(view.base(at))).collect())
}
