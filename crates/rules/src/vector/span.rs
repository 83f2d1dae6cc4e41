//! 足岁 and 足月 of a column of days, up to a fixed day, compared with a number.
//!
//! Both fall as the first day moves on, so the comparison is one of days: the last day on which
//! enough is full is looked for once, and the column is compared with it as it is.

use std::ops::RangeInclusive;

use crate::columns::Data;
use crate::condition::Operator;
use crate::scalar;
use crate::term::{Function, Term, Whose};
use crate::three::{Three, where_holds};
use crate::value::{Cell, Value};

use super::Frame;

/// Days before the fixed one that are looked through: no span of interest is longer.
const LONGEST: i32 = 366 * 1000;

/// The answer for every row; `None` when the comparison is not of this form.
pub(super) fn compare(
    term: &Term,
    operator: Operator,
    limit: f64,
    frame: &Frame<'_>,
) -> Option<Three> {
    let Term::Call {
        function: function @ (Function::FullYears | Function::FullMonths),
        arguments,
    } = term
    else {
        return None;
    };
    let [
        Term::Field {
            whose: Whose::Own,
            element,
        },
        Term::Value(Value::Date(to)),
    ] = arguments.as_slice()
    else {
        return None;
    };
    if frame.own.rows.is_some() {
        return None;
    }
    let column = frame.own.columns.column(*element)?;
    let Data::Days(days) = column.data else {
        return None;
    };
    let to = catalog::period::epoch_day(*to);
    let (from_days, inside) = days_that_hold(*function, to, operator, limit)?;
    let first = to - LONGEST;
    let (oldest, newest) = days
        .iter()
        .copied()
        .fold((i32::MAX, i32::MIN), |(oldest, newest), day| {
            (oldest.min(day), newest.max(day))
        });
    // Older than anybody: left to the exact way.
    if oldest < first {
        return None;
    }
    // No branches, so that many days are compared at once.
    let (start, end) = from_days.into_inner();
    let held = column.held(frame.len);
    // Mostly no day is after the fixed one, and then all that are held can be told.
    if newest <= to {
        let yes = where_holds(days, |day| ((start <= day) & (day <= end)) == inside);
        return Some(Three::new(frame.len, yes, held));
    }
    let yes = where_holds(days, |day| {
        (day <= to) & (((start <= day) & (day <= end)) == inside)
    });
    let mut known = where_holds(days, |day| day <= to);
    if let Some(held) = held {
        for (known, held) in known.iter_mut().zip(&held) {
            *known &= held;
        }
    }
    Some(Three::new(frame.len, yes, Some(known)))
}

/// First days for which the comparison holds, or (`false`) for which alone it does not.
fn days_that_hold(
    function: Function,
    to: i32,
    operator: Operator,
    limit: f64,
) -> Option<(RangeInclusive<i32>, bool)> {
    let last = |count: f64| last_day_with(function, to, count);
    // Spans are whole numbers: at least 2.5 is at least 3, more than 2 is at least 3.
    let (above, next) = (limit.ceil(), limit.floor() + 1.0);
    Some(match operator {
        Operator::AtLeast => (i32::MIN..=last(above), true),
        Operator::Less => (i32::MIN..=last(above), false),
        Operator::Greater => (i32::MIN..=last(next), true),
        Operator::AtMost => (i32::MIN..=last(next), false),
        Operator::Equal | Operator::Unequal => {
            let equal = operator == Operator::Equal;
            if limit.fract() != 0.0 {
                return None;
            }
            (last(next).checked_add(1)?..=last(above), equal)
        }
    })
}

/// The last first-day from which at least so many are full.
fn last_day_with(function: Function, to: i32, count: f64) -> i32 {
    let full = |from: i32| match scalar::apply(function, &[Cell::Day(from), Cell::Day(to)]) {
        Some(Cell::Number(number)) => number >= count,
        _ => false,
    };
    let (mut low, mut high) = (to - LONGEST - 1, to + 1);
    // Full at `low`, as far as anybody can be; not full at `high`.
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if full(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}
