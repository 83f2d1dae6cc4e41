//! Working days (工作日) of mainland China: weekends are free, and the State Council says every year
//! which other days are free and which weekends are worked instead.

use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use rustc_hash::FxHashMap;

/// Which days are worked.
#[derive(Debug, Default)]
pub struct WorkCalendar {
    /// Days that differ from their weekday: whether they are worked.
    exceptions: FxHashMap<NaiveDate, bool>,
}

static SHIPPED: LazyLock<WorkCalendar> =
    LazyLock::new(|| WorkCalendar::from_csv(include_str!("../data/holidays.csv")));

impl WorkCalendar {
    /// The days that ship with Linli (`data/holidays.csv`, each with the notice it is from). Years
    /// whose notice is not in the file have weekends and the fixed holidays only.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads `day,kind,…` lines; `kind` is `off` or `work`. Lines that are neither are passed over.
    #[must_use]
    pub fn from_csv(text: &str) -> Self {
        let exceptions = text.lines().skip(1).filter_map(|line| {
            let mut fields = line.split(',');
            let day = fields.next()?.parse().ok()?;
            match fields.next()? {
                "off" => Some((day, false)),
                "work" => Some((day, true)),
                _ => None,
            }
        });
        Self {
            exceptions: exceptions.collect(),
        }
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn is_worked(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.exceptions.get(&day).copied().unwrap_or(!weekend)
    }

    /// The last day of a term of `count` working days; the term begins on the day after `from`, as
    /// terms do in administrative procedure.
    #[must_use]
    pub fn after(&self, from: NaiveDate, count: u32) -> NaiveDate {
        let mut day = from;
        let mut left = count;
        while left > 0 {
            day = day + Days::new(1);
            left -= u32::from(self.is_worked(day));
        }
        day
    }

    /// How many working days lie after `from`, up to and with `through`: the notice that somebody
    /// gets who is asked on `from` and is due on `through`. None when that day is not later.
    #[must_use]
    pub fn between(&self, from: NaiveDate, through: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= through);
        let worked = days.filter(|day| self.is_worked(*day)).count();
        u32::try_from(worked).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn after(from: &str, count: u32) -> String {
        WorkCalendar::shipped()
            .after(from.parse().unwrap(), count)
            .to_string()
    }

    #[test]
    fn weekends_do_not_count() {
        assert_eq!(after("2026-11-23", 5), "2026-11-30");
        assert_eq!(after("2026-11-27", 1), "2026-11-30");
        assert_eq!(after("2026-11-28", 1), "2026-11-30", "asked on a Saturday");
        assert_eq!(after("2026-11-23", 0), "2026-11-23");
    }

    #[test]
    fn holidays_do_not_count_and_weekends_worked_instead_do() {
        // 春节 2026: free from 15 to 23 February, worked on Saturday 14 and Saturday 28.
        assert_eq!(after("2026-02-13", 2), "2026-02-24");
        assert_eq!(after("2026-02-24", 4), "2026-02-28");
        let calendar = WorkCalendar::shipped();
        assert!(!calendar.is_worked("2026-10-01".parse().unwrap()));
        assert!(calendar.is_worked("2026-10-10".parse().unwrap()));
    }

    #[test]
    fn notice_counts_the_working_days_after_the_asking() {
        let between = |from: &str, through: &str| {
            WorkCalendar::shipped().between(from.parse().unwrap(), through.parse().unwrap())
        };
        assert_eq!(between("2026-11-23", "2026-11-23"), 0, "due the same day");
        assert_eq!(between("2026-11-20", "2026-11-23"), 1, "over a weekend");
        assert_eq!(between("2026-02-13", "2026-02-24"), 2, "over 春节");
        assert_eq!(between("2026-11-23", "2026-11-20"), 0, "due in the past");
        for count in 0..20 {
            let from = "2026-09-28".parse().unwrap();
            let due = WorkCalendar::shipped().after(from, count);
            assert_eq!(WorkCalendar::shipped().between(from, due), count);
        }
    }

    #[test]
    fn every_line_of_the_file_is_understood_and_says_where_it_is_from() {
        let text = include_str!("../data/holidays.csv");
        let lines = text.lines().skip(1).count();
        assert_eq!(WorkCalendar::from_csv(text).exceptions.len(), lines);
        for line in text.lines().skip(1) {
            assert_eq!(line.split(',').count(), 4, "{line}");
            assert!(line.split(',').all(|field| !field.is_empty()), "{line}");
        }
    }
}
