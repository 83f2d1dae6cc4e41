//! Conditions that stand for themselves: comparisons, tags, sources.

use catalog::area::AreaCode;
use catalog::element::Dictionary;

use super::entries::{of_entries, told_less_narrowly};
use super::term::{Vector, held, vector, view_of};
use super::{Frame, places, span};
use crate::area_term::{self, AreaTerm};
use crate::columns::{Column, Data, Marks};
use crate::condition::{Condition, Operator};
use crate::scalar;
use crate::term::{Term, Whose};
use crate::three::{Three, where_holds};
use crate::value::{Cell, Value};

/// The answer for every row.
pub(super) fn leaf(condition: &Condition, frame: &Frame<'_>, wanted: Option<&[u64]>) -> Three {
    let columns = frame.own.columns;
    // Marks are of the whole table.
    let chosen = |whole: Three| match frame.own.rows {
        Some(rows) => whole.gather(rows),
        None => whole,
    };
    let marks = |marks: Option<Marks<'_>>| match marks {
        Some(marks) => chosen(marks.three(columns.rows())),
        None => Three::same(frame.len, None),
    };
    match condition {
        Condition::Tag(name) => marks(columns.tag(name)),
        Condition::Source(source) => marks(columns.source(*source)),
        Condition::Alive => match columns.alive() {
            Some(bits) => chosen(Three::new(columns.rows(), bits.words(columns.rows()), None)),
            None => Three::same(frame.len, Some(true)),
        },
        Condition::Compare {
            left,
            operator,
            right: Term::Value(value),
        } => against_value(left, *operator, value, frame, wanted),
        Condition::Compare {
            left,
            operator,
            right,
        } if let Some(both) = AreaTerm::both(left, right) => {
            against_area(both, *operator, frame, wanted)
        }
        Condition::Compare {
            left,
            operator,
            right,
        } => {
            let (left, right) = (vector(left, frame, wanted), vector(right, frame, wanted));
            rows(frame, wanted, |at| {
                scalar::compare(*operator, left.cell(at)?, right.cell(at)?)
            })
        }
        Condition::OneOf { term, values } => test(term, frame, wanted, |cell| {
            let mut answer = Some(false);
            for value in values {
                match scalar::compare(Operator::Equal, cell, value.cell()) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => answer = None,
                }
            }
            answer
        }),
        Condition::Within {
            term,
            area: Term::Value(Value::Area(larger)),
        } => test(term, frame, wanted, |cell| match cell {
            Cell::Area(area) => scalar::within(area, *larger),
            _ => None,
        }),
        Condition::Within { term, area } => {
            let (areas, larger) = (vector(term, frame, wanted), vector(area, frame, wanted));
            rows(frame, wanted, |at| {
                match (areas.cell(at)?, larger.cell(at)?) {
                    (Cell::Area(area), Cell::Area(larger)) => scalar::within(area, larger),
                    _ => None,
                }
            })
        }
        Condition::Contains { term, text } => test(term, frame, wanted, |cell| match cell {
            Cell::Text(held) => Some(held.contains(text.as_str())),
            _ => None,
        }),
        Condition::StartsWith { term, text } => test(term, frame, wanted, |cell| match cell {
            Cell::Text(held) => Some(held.starts_with(text.as_str())),
            _ => None,
        }),
        Condition::Holds(term) => test(term, frame, wanted, |cell| match cell {
            Cell::YesNo(yes) => Some(yes),
            _ => None,
        }),
        Condition::Known(term) => known(term, frame, wanted),
        // The others are not leaves.
        _ => super::evaluate(condition, frame, wanted),
    }
}

fn rows(
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
    answer: impl Fn(usize) -> Option<bool>,
) -> Three {
    let words = frame.len.div_ceil(64);
    let (mut yes, mut known) = (vec![0_u64; words], vec![0_u64; words]);
    for at in places(frame.len, wanted) {
        if let Some(answer) = answer(at) {
            known[at / 64] |= 1 << (at % 64);
            yes[at / 64] |= u64::from(answer) << (at % 64);
        }
    }
    Three::new(frame.len, yes, Some(known))
}

/// A column read as it is: a field of the whole table.
fn plain_column<'a>(term: &Term, frame: &Frame<'a>) -> Option<(Column<'a>, Option<&'static str>)> {
    match term {
        Term::Field {
            whose: Whose::Own,
            element,
        } if frame.own.rows.is_none() => {
            let column = frame.own.columns.column(*element)?;
            let table = Dictionary::shipped().get(*element)?.code_table.as_deref();
            Some((column, table))
        }
        _ => None,
    }
}

/// Compares with a value.
fn against_value(
    term: &Term,
    operator: Operator,
    value: &Value,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
) -> Three {
    if let (Some(asked), Value::Area(limit)) = (AreaTerm::of(term), value) {
        return against_fixed_area(asked, operator, *limit, frame, wanted);
    }
    if let Some((column, _)) = plain_column(term, frame)
        && let Some(yes) = numbers_where(&column, operator, value)
    {
        return Three::new(frame.len, yes, column.held(frame.len));
    }
    if let Value::Number(limit) = value
        && let Some(answer) = span::compare(term, operator, *limit, frame)
    {
        return answer;
    }
    if let (Term::Count { .. }, Value::Number(limit)) = (term, value)
        && let Vector::Numbers(numbers, known) = vector(term, frame, wanted)
    {
        let yes = where_holds(&numbers, |number| {
            scalar::compare(operator, Cell::Number(number), Cell::Number(*limit)) == Some(true)
        });
        return Three::new(frame.len, yes, Some(known));
    }
    let limit = value.cell();
    test(term, frame, wanted, |cell| {
        scalar::compare(operator, cell, limit)
    })
}

/// Compares areas with one area.
fn against_fixed_area(
    asked: AreaTerm<'_>,
    operator: Operator,
    limit: AreaCode,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
) -> Three {
    let fixed = AreaTerm {
        level: None,
        ..asked
    };
    test(asked.term, frame, wanted, |cell| match cell {
        Cell::Area(area) => area_term::compare(operator, (asked, area), (fixed, limit)),
        _ => None,
    })
}

/// Compares areas with areas.
fn against_area(
    (left, right): (AreaTerm<'_>, AreaTerm<'_>),
    operator: Operator,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
) -> Three {
    let (areas, others) = (
        vector(left.term, frame, wanted),
        vector(right.term, frame, wanted),
    );
    rows(frame, wanted, |at| {
        match (areas.cell(at)?, others.cell(at)?) {
            (Cell::Area(area), Cell::Area(other)) => {
                area_term::compare(operator, (left, area), (right, other))
            }
            _ => None,
        }
    })
}

/// The rows of a column of numbers or days that compare so with a value; rows without a value may
/// be among them.
fn numbers_where(column: &Column<'_>, operator: Operator, value: &Value) -> Option<Vec<u64>> {
    match (column.data, value) {
        (Data::Doubles(values), Value::Number(limit)) => {
            let limit = *limit;
            Some(match operator {
                Operator::Equal => where_holds(values, |value| value == limit),
                Operator::Unequal => where_holds(values, |value| value != limit),
                Operator::Less => where_holds(values, |value| value < limit),
                Operator::AtMost => where_holds(values, |value| value <= limit),
                Operator::Greater => where_holds(values, |value| value > limit),
                Operator::AtLeast => where_holds(values, |value| value >= limit),
            })
        }
        (_, Value::Number(limit)) => {
            let range = Range::of(operator, *limit);
            match column.data {
                Data::Bytes(values) => Some(range.rows(values)),
                Data::Shorts(values) => Some(range.rows(values)),
                Data::Integers(values) => Some(range.rows(values)),
                _ => None,
            }
        }
        (Data::Days(values), Value::Date(day) | Value::Month(day)) => {
            let limit = catalog::period::epoch_day(*day);
            Some(Range::of(operator, f64::from(limit)).rows(values))
        }
        _ => None,
    }
}

/// Whole numbers from one to another, both included, or all others.
struct Range {
    from: i64,
    to: i64,
    outside: bool,
}

impl Range {
    /// The whole numbers that compare so with a limit, which may have a fraction.
    fn of(operator: Operator, limit: f64) -> Self {
        // Limits past 32 bits say the same about 32-bit columns as the bound does.
        let bounded = limit.clamp(-1e10, 1e10);
        #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
        let (below, above) = (bounded.floor() as i64, bounded.ceil() as i64);
        let (from, to, outside) = match operator {
            Operator::AtLeast => (above, i64::MAX, false),
            Operator::Greater => (below + 1, i64::MAX, false),
            Operator::AtMost => (i64::MIN, below, false),
            Operator::Less => (i64::MIN, above - 1, false),
            // Between two whole numbers lies none: from > to.
            Operator::Equal => (above, below, false),
            Operator::Unequal => (above, below, true),
        };
        Self { from, to, outside }
    }

    fn rows<T>(&self, values: &[T]) -> Vec<u64>
    where
        T: Copy + PartialOrd + TryFrom<i64> + Limits,
    {
        // The bounds in the column's own type, so that rows are compared without widening them.
        let least = T::try_from(self.from.max(T::LEAST)).ok();
        let most = T::try_from(self.to.min(T::MOST)).ok();
        let outside = self.outside;
        match (least, most) {
            (Some(least), Some(most)) => where_holds(values, |value| {
                ((least <= value) & (value <= most)) != outside
            }),
            _ => where_holds(values, |_| outside),
        }
    }
}

/// The bounds of a whole-number type.
trait Limits {
    const LEAST: i64;
    const MOST: i64;
}

impl Limits for u8 {
    const LEAST: i64 = 0;
    const MOST: i64 = u8::MAX as i64;
}

impl Limits for i16 {
    const LEAST: i64 = i16::MIN as i64;
    const MOST: i64 = i16::MAX as i64;
}

impl Limits for i32 {
    const LEAST: i64 = i32::MIN as i64;
    const MOST: i64 = i32::MAX as i64;
}

/// Asks each value. A column of codes or areas is asked once for each entry of its table.
fn test(
    term: &Term,
    frame: &Frame<'_>,
    wanted: Option<&[u64]>,
    answer: impl Fn(Cell<'_>) -> Option<bool>,
) -> Three {
    if let Some((column, table)) = plain_column(term, frame)
        && let Some(found) = of_entries(&column, table, frame.len, wanted, &answer)
    {
        return match wider_column(term, frame) {
            Some(wider) => told_less_narrowly(found, &column, &wider, wanted, &answer),
            None => found,
        };
    }
    let values = vector(term, frame, wanted);
    if let Vector::Same(cell) = values {
        return Three::same(frame.len, cell.and_then(answer));
    }
    rows(frame, wanted, |at| answer(values.cell(at)?))
}

/// The column of the element that tells the same less narrowly.
fn wider_column<'a>(term: &Term, frame: &Frame<'a>) -> Option<Column<'a>> {
    match term {
        Term::Field { element, .. } => frame.own.columns.column(area_term::wider(*element)?),
        _ => None,
    }
}

/// Whether a value is held. 户籍地 is asked for itself here: a county is no community.
fn known(term: &Term, frame: &Frame<'_>, wanted: Option<&[u64]>) -> Three {
    if let Some((column, table)) = plain_column(term, frame) {
        return match column.data {
            // Positions past the table, and codes that say “not known”, hold nothing.
            Data::Coded(..) | Data::Areas(..) => {
                let held = of_entries(&column, table, frame.len, None, &|_| Some(true));
                let yes = held.map_or_else(Vec::new, Three::into_yes);
                Three::new(frame.len, yes, None)
            }
            _ => match column.held(frame.len) {
                Some(held) => Three::new(frame.len, held, None),
                None => Three::same(frame.len, Some(true)),
            },
        };
    }
    let values = match term {
        Term::Field { whose, element } => held(*element, view_of(*whose, frame), frame),
        other => vector(other, frame, wanted),
    };
    if let Vector::Same(cell) = values {
        return Three::same(frame.len, Some(cell.is_some()));
    }
    rows(frame, wanted, |at| Some(values.cell(at).is_some()))
}
