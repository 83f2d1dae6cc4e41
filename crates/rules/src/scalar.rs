//! Functions and comparisons of single values. Every way of running a rule uses these or says the
//! same in SQL.

use std::cmp::Ordering;

use catalog::area::{AreaCode, Level};
use catalog::period;
use chrono::{Datelike, Days, Months, NaiveDate};

use crate::condition::Operator;
use crate::term::{Arithmetic, Function};
use crate::value::Cell;

/// Compares two known values.
pub(crate) fn compare(operator: Operator, left: Cell<'_>, right: Cell<'_>) -> Option<bool> {
    let order = match (left, right) {
        (Cell::Number(left), Cell::Number(right)) => left.partial_cmp(&right)?,
        (Cell::Day(left), Cell::Day(right)) => left.cmp(&right),
        (Cell::Text(left), Cell::Text(right)) => left.cmp(right),
        (Cell::Area(left), Cell::Area(right)) => left.cmp(&right),
        (Cell::Id(left), Cell::Id(right)) => left.cmp(&right),
        (Cell::YesNo(left), Cell::YesNo(right)) => left.cmp(&right),
        // The checker lets no two kinds meet.
        _ => return None,
    };
    Some(match operator {
        Operator::Equal => order == Ordering::Equal,
        Operator::Unequal => order != Ordering::Equal,
        Operator::Less => order == Ordering::Less,
        Operator::AtMost => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        Operator::AtLeast => order != Ordering::Less,
    })
}

/// Whether an area lies in another; cannot be told when all that is known is an area around it.
pub(crate) fn within(area: AreaCode, larger: AreaCode) -> Option<bool> {
    if area.at(larger.level()) == larger && area.level() >= larger.level() {
        return Some(true);
    }
    let around = larger.at(area.level()) == area && area.level() < larger.level();
    if around { None } else { Some(false) }
}

/// The area of a level that an area lies in; `None` for one above that level.
pub(crate) fn area_at(area: AreaCode, level: Level) -> Option<AreaCode> {
    Some(area.at(level)).filter(|found| found.level() == level)
}

/// Calculates; division by zero has no value.
pub(crate) fn calculate(operator: Arithmetic, left: f64, right: f64) -> Option<f64> {
    let result = match operator {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide if right == 0.0 => return None,
        Arithmetic::Divide => left / right,
    };
    result.is_finite().then_some(result)
}

/// Applies a function to known arguments.
pub(crate) fn apply<'a>(function: Function, arguments: &[Cell<'a>]) -> Option<Cell<'a>> {
    match (function, arguments) {
        (Function::FullYears, [Cell::Day(from), Cell::Day(to)]) => full_years(*from, *to),
        (Function::FullMonths, [Cell::Day(from), Cell::Day(to)]) => full_months(*from, *to),
        (Function::Days, [Cell::Day(from), Cell::Day(to)]) => {
            Some(Cell::Number(f64::from(*to) - f64::from(*from)))
        }
        (Function::Year, [Cell::Day(day)]) => Some(Cell::Number(f64::from(date(*day)?.year()))),
        (Function::Month, [Cell::Day(day)]) => Some(Cell::Number(f64::from(date(*day)?.month()))),
        (Function::Day, [Cell::Day(day)]) => Some(Cell::Number(f64::from(date(*day)?.day()))),
        (Function::Date, [Cell::Number(year), Cell::Number(month), Cell::Number(day)]) => {
            let whole = |number: &f64| whole(*number);
            let (year, month, day) = (whole(year)?, whole(month)?, whole(day)?);
            NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
                .map(cell)
        }
        (Function::AddDays, [Cell::Day(day), Cell::Number(count)]) => {
            let (day, count) = (date(*day)?, whole(*count)?);
            let days = Days::new(u64::from(count.unsigned_abs()));
            if count < 0 {
                day.checked_sub_days(days)
            } else {
                day.checked_add_days(days)
            }
            .map(cell)
        }
        (Function::AddMonths, [Cell::Day(day), Cell::Number(count)]) => {
            let (day, count) = (date(*day)?, whole(*count)?);
            let months = Months::new(count.unsigned_abs());
            if count < 0 {
                day.checked_sub_months(months)
            } else {
                day.checked_add_months(months)
            }
            .map(cell)
        }
        (Function::MonthStart, [Cell::Day(day)]) => Some(Cell::Day(*day)),
        (
            Function::Street | Function::District | Function::City | Function::Province,
            [Cell::Area(area)],
        ) => area_at(*area, function.level()?).map(Cell::Area),
        (Function::Greater, [Cell::Number(left), Cell::Number(right)]) => {
            Some(Cell::Number(if left >= right { *left } else { *right }))
        }
        (Function::Lesser, [Cell::Number(left), Cell::Number(right)]) => {
            Some(Cell::Number(if left <= right { *left } else { *right }))
        }
        _ => None,
    }
}

/// Full years between two days; `None` when the second is earlier.
pub(crate) fn years_between(from: i32, to: i32) -> Option<i32> {
    let years = period::age_on(date(from)?, date(to)?);
    (years >= 0).then_some(years)
}

fn full_years<'a>(from: i32, to: i32) -> Option<Cell<'a>> {
    years_between(from, to).map(|years| Cell::Number(f64::from(years)))
}

/// A month is full on the same day of the next one, or on the first day after a shorter one.
fn full_months<'a>(from: i32, to: i32) -> Option<Cell<'a>> {
    let (from, to) = (date(from)?, date(to)?);
    let ordinal = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    let months = ordinal(to) - ordinal(from) - i32::from(to.day() < from.day());
    (months >= 0).then(|| Cell::Number(f64::from(months)))
}

fn date(day: i32) -> Option<NaiveDate> {
    period::from_epoch_day(day)
}

fn cell<'a>(day: NaiveDate) -> Cell<'a> {
    Cell::Day(period::epoch_day(day))
}

/// A whole number of moderate size.
fn whole(number: f64) -> Option<i32> {
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the filter")]
    let whole = (number.fract() == 0.0 && number.abs() <= 1_000_000.0).then_some(number as i32);
    whole
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> Cell<'static> {
        cell(period::day_of(text).unwrap())
    }

    fn number(function: Function, from: &str, to: &str) -> Option<f64> {
        match apply(function, &[day(from), day(to)]) {
            Some(Cell::Number(number)) => Some(number),
            _ => None,
        }
    }

    #[test]
    fn years_and_months_are_full_on_the_day() {
        assert_eq!(
            number(Function::FullYears, "1946-11-22", "2026-11-22"),
            Some(80.0)
        );
        assert_eq!(
            number(Function::FullYears, "1946-11-23", "2026-11-22"),
            Some(79.0)
        );
        assert_eq!(
            number(Function::FullYears, "2024-02-29", "2026-02-28"),
            Some(1.0)
        );
        assert_eq!(
            number(Function::FullYears, "2024-02-29", "2026-03-01"),
            Some(2.0)
        );
        assert_eq!(
            number(Function::FullYears, "2026-11-23", "2026-11-22"),
            None
        );
        assert_eq!(
            number(Function::FullMonths, "2023-11-22", "2026-11-22"),
            Some(36.0)
        );
        assert_eq!(
            number(Function::FullMonths, "2023-11-23", "2026-11-22"),
            Some(35.0)
        );
        assert_eq!(
            number(Function::FullMonths, "2026-01-31", "2026-02-28"),
            Some(0.0)
        );
        assert_eq!(
            number(Function::FullMonths, "2026-01-31", "2026-03-01"),
            Some(1.0)
        );
        assert_eq!(
            number(Function::Days, "2026-11-22", "2026-11-01"),
            Some(-21.0)
        );
    }

    #[test]
    fn an_area_around_leaves_it_open() {
        let area = |digits: &str| digits.parse::<AreaCode>().unwrap();
        assert_eq!(within(area("370203001001"), area("370203")), Some(true));
        assert_eq!(within(area("370203"), area("370203")), Some(true));
        assert_eq!(within(area("370202"), area("370203")), Some(false));
        assert_eq!(within(area("3702"), area("370203")), None);
        assert_eq!(within(area("31"), area("370203")), Some(false));
        assert_eq!(
            area_at(area("370203001001"), Level::District),
            Some(area("370203"))
        );
        assert_eq!(area_at(area("3702"), Level::District), None);
    }
}
