//! Days and months.

use catalog::period::{self, DateFinding, DateReading, Precision, day_text};
use chrono::{Datelike, NaiveDate};
use workbook::Cell;

use super::finding::{self, Finding};

/// Whether days ahead make sense for an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// A deadline may lie ahead.
    Allowed,
    /// Births, deaths and visits have happened.
    Refused,
}

/// Reads a day.
pub(crate) fn read_day(
    raw: &Cell,
    typed: &str,
    today: NaiveDate,
    ahead: Ahead,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    let reading = read(raw, typed, findings)?;
    let Some(day) = reading.day() else {
        findings.push(finding::DATE_IMPRECISE);
        return None;
    };
    if ahead == Ahead::Refused && day > today {
        findings.push(finding::DATE_FUTURE);
        return None;
    }
    Some(day_text(day))
}

/// Reads a month; of a day the month is kept.
pub(crate) fn read_month(raw: &Cell, typed: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let reading = read(raw, typed, findings)?;
    let month = reading.canonical_month();
    if month.is_none() {
        findings.push(finding::MONTH_IMPRECISE);
    }
    month
}

fn read(raw: &Cell, typed: &str, findings: &mut Vec<Finding>) -> Option<DateReading> {
    let reading = match raw {
        // Pure times and the zero day are formats gone wrong, not dates.
        Cell::Date(moment) => (moment.year() >= 1900).then(|| plain(moment.date())),
        _ => period::read_date(typed),
    };
    let Some(reading) = reading else {
        if !period::is_open_ended(typed) {
            findings.push(finding::DATE_INVALID);
        }
        return None;
    };
    if NaiveDate::from_ymd_opt(1900, 1, 1) == Some(reading.first)
        && reading.precision == Precision::Day
    {
        findings.push(finding::DATE_PLACEHOLDER);
        return None;
    }
    if let Some(found) = reading.finding {
        findings.push(finding_of(found));
    }
    Some(reading)
}

fn plain(first: NaiveDate) -> DateReading {
    DateReading {
        first,
        precision: Precision::Day,
        alternative: None,
        finding: None,
    }
}

fn finding_of(found: DateFinding) -> Finding {
    match found {
        DateFinding::ExcelSerial => Finding::note(found.code(), found.message()),
        DateFinding::Ambiguous | DateFinding::TwoDigitYear => {
            Finding::warn(found.code(), found.message())
        }
    }
}
