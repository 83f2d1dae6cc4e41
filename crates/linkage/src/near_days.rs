//! The days that are a slip of one birth date, looked up by their number: a million dates are looked
//! at faster so than compared.

use crate::feature::birth::{self, Day};

/// Years of birth that are looked at: whoever is older stands in no register.
const YEARS: std::ops::RangeInclusive<u16> = 1850..=2150;

/// The days that are a slip of one day, among them itself.
#[derive(Debug, Clone)]
pub(crate) struct NearDays {
    /// Days since 1970-01-01.
    day: i32,
    /// One bit a day from `first` on.
    bits: Vec<u64>,
    first: i32,
}

impl NearDays {
    /// Those of a day; `None` for what is none.
    pub(crate) fn of(day: &Day) -> Option<Self> {
        if !day.is_known() {
            return None;
        }
        let epoch = Day::of(1970, 1, 1);
        let since = |day: &Day| day.number() - epoch.number();
        let (first, last) = (
            since(&Day::of(*YEARS.start(), 1, 1)),
            since(&Day::of(*YEARS.end(), 12, 31)),
        );
        let length = usize::try_from(last - first).unwrap_or(0) / 64 + 1;
        let mut days = Self {
            day: since(day),
            bits: vec![0; length],
            first,
        };
        for year in YEARS {
            // In other years than those around it only the same day of the year is a slip.
            if year.abs_diff(day.year()) > 1 {
                days.put(day, &Day::of(year, day.month(), day.day()), since);
                continue;
            }
            for month in 1..=12 {
                for date in 1..=31 {
                    days.put(day, &Day::of(year, month, date), since);
                }
            }
        }
        Some(days)
    }

    /// Whether it is the day itself.
    pub(crate) const fn is_the_day(&self, day: i32) -> bool {
        self.day == day
    }

    fn put(&mut self, day: &Day, other: &Day, since: impl Fn(&Day) -> i32) {
        if birth::compare(day, other) < birth::SAME_YEAR
            && let Some((word, bit)) = self.place(since(other))
        {
            self.bits[word] |= 1 << bit;
        }
    }

    fn place(&self, day: i32) -> Option<(usize, u32)> {
        let at = u32::try_from(day.checked_sub(self.first)?).ok()?;
        let word = usize::try_from(at / 64).ok()?;
        (word < self.bits.len()).then_some((word, at % 64))
    }

    /// Whether a day is the same or a slip of it.
    pub(crate) fn hold(&self, day: i32) -> bool {
        self.place(day)
            .is_some_and(|(word, bit)| self.bits[word] >> bit & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_days_are_those_that_the_comparison_calls_so() {
        let day = Day::read("1946-05-12");
        let near = NearDays::of(&day).expect("a day");
        let epoch = Day::of(1970, 1, 1).number();
        for year in 1900..=2020 {
            for month in 1..=12 {
                for date in 1..=28 {
                    let other = Day::of(year, month, date);
                    assert_eq!(
                        near.hold(other.number() - epoch),
                        birth::compare(&day, &other) < birth::SAME_YEAR,
                        "{other}"
                    );
                }
            }
        }
        assert!(!near.hold(i32::MIN) && !near.hold(i32::MAX));
    }
}
