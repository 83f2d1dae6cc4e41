//! Dates as people and departments write them, and ages.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::text;

mod read;

pub use read::read_date;

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// What is remarkable about a date that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateFinding {
    /// `02/03/2024`: month first is taken, day first is the alternative.
    Ambiguous,
    /// The year had two digits; the century is a guess.
    TwoDigitYear,
    /// The cell held Excel's day number instead of a date.
    ExcelSerial,
}

impl DateFinding {
    /// Stable kebab-case code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ambiguous => "date-ambiguous",
            Self::TwoDigitYear => "date-two-digit-year",
            Self::ExcelSerial => "date-excel-serial",
        }
    }

    /// What it means, in Chinese.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Ambiguous => "日期的月和日分不清，已按“月/日/年”读取，请核对",
            Self::TwoDigitYear => "年份只有两位，世纪为推定，请核对",
            Self::ExcelSerial => "单元格是Excel的日期序号，已换算为日期",
        }
    }
}

/// A date that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateReading {
    /// The first day of what was written.
    pub first: NaiveDate,
    /// How much of it was written.
    pub precision: Precision,
    /// The other reading of an ambiguous date.
    pub alternative: Option<NaiveDate>,
    /// What is remarkable about it.
    pub finding: Option<DateFinding>,
}

impl DateReading {
    /// The day, when a day was written.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        (self.precision == Precision::Day).then_some(self.first)
    }

    /// Canonical text: `2024-02-29`, `2024-02` or `2024`.
    #[must_use]
    pub fn canonical(&self) -> String {
        match self.precision {
            Precision::Day => day_text(self.first),
            Precision::Month => self.canonical_month().unwrap_or_default(),
            Precision::Year => format!("{:04}", self.first.year()),
        }
    }

    /// The month as canonical text, when a day or month was written.
    #[must_use]
    pub fn canonical_month(&self) -> Option<String> {
        (self.precision <= Precision::Month)
            .then(|| format!("{:04}-{:02}", self.first.year(), self.first.month()))
    }
}

/// A day as canonical text, `2024-02-29`.
#[must_use]
pub fn day_text(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// A day from its canonical text.
#[must_use]
pub fn day_of(canonical: &str) -> Option<NaiveDate> {
    let bytes = canonical.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' || !canonical.is_ascii() {
        return None;
    }
    let number = |range: std::ops::Range<usize>| canonical[range].parse::<u32>().ok();
    let year = i32::try_from(number(0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)
}

/// Full years of age on a day. Somebody born on 29 February grows older on 1 March of a common
/// year. Negative before birth.
#[must_use]
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> i32 {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    day.year() - birth.year() - i32::from(before_birthday)
}

/// Days since 1970-01-01.
#[must_use]
pub fn epoch_day(day: NaiveDate) -> i32 {
    day.to_epoch_days()
}

/// The day of a number of days since 1970-01-01; `None` outside the calendar.
#[must_use]
pub fn from_epoch_day(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(days)
}

/// The day of an Excel day number in the 1900 date system (45351 → 2024-02-29); the time of day
/// is dropped. `None` before 1900-03-01, because Excel counts a 29 February 1900 that never was,
/// and after 2199.
#[must_use]
pub fn from_excel_serial(serial: f64) -> Option<NaiveDate> {
    // The bounds keep the cast exact.
    if !(61.0..109_575.0).contains(&serial) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded above"
    )]
    let days = serial.floor() as u64;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

/// Whether a text says that a period has no end: 长期, 永久, 至今.
#[must_use]
pub fn is_open_ended(typed: &str) -> bool {
    matches!(
        text::squeeze(typed).as_str(),
        "长期" | "永久" | "长期有效" | "至今" | "无期限"
    )
}

#[cfg(test)]
mod tests;
