//! Birth dates as they are written down: swapped, of the farmers' calendar, 1 January because
//! only the year is known, or with one part off.

/// A day. The default says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
    /// Days since 1 March of the year 0.
    number: i32,
}

/// How much two birth dates are alike, best first.
pub const LEVELS: [&str; 7] = [
    "same",
    "swapped",
    "january-first",
    "farmers-calendar",
    "one-part-off",
    "same-year",
    "different",
];

/// From this level on two dates are no slip of one another.
pub const SAME_YEAR: u8 = 5;

/// A day of the farmers' calendar that is written as if it were of the common one lies this many
/// days before the real one.
const FARMERS: std::ops::RangeInclusive<i32> = 17..=51;

impl Day {
    /// Reads eight digits, with anything that is no digit between them; `1996-09-11`, `19960911`.
    /// What is no day says nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut digits = 0_u32;
        let mut count = 0;
        for digit in text.bytes().filter(u8::is_ascii_digit) {
            digits = digits
                .wrapping_mul(10)
                .wrapping_add(u32::from(digit - b'0'));
            count += 1;
        }
        if count != 8 {
            return Self::default();
        }
        let part = |number: u32| u16::try_from(number).unwrap_or(0);
        Self::of(
            part(digits / 10_000),
            part(digits / 100 % 100),
            part(digits % 100),
        )
    }

    /// A day of three numbers; nothing when they cannot be one.
    #[must_use]
    pub fn of(year: u16, month: u16, day: u16) -> Self {
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || year == 0 {
            return Self::default();
        }
        let (y, m, d) = (i32::from(year), i32::from(month), i32::from(day));
        // Years begin in March here, so that the leap day is the last one.
        let (y, m) = if m > 2 { (y, m - 3) } else { (y - 1, m + 9) };
        Self {
            year,
            month: u8::try_from(month).unwrap_or(0),
            day: u8::try_from(day).unwrap_or(0),
            number: y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d,
        }
    }

    /// Whether it is a day at all.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.year != 0
    }

    /// Days from one day to another, without sign.
    #[must_use]
    pub const fn distance(&self, other: &Self) -> u32 {
        self.number.abs_diff(other.number)
    }

    /// Days since 1 March of the year 0.
    pub(crate) const fn number(&self) -> i32 {
        self.number
    }

    pub(crate) const fn year(&self) -> u16 {
        self.year
    }

    pub(crate) fn month(&self) -> u16 {
        self.month.into()
    }

    pub(crate) fn day(&self) -> u16 {
        self.day.into()
    }

    const fn is_january_first(&self) -> bool {
        self.month == 1 && self.day == 1
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The level of two days that are known, a place in [`LEVELS`].
#[must_use]
pub fn compare(one: &Day, other: &Day) -> u8 {
    if one == other {
        return 0;
    }
    let (year, month, day) = (
        one.year == other.year,
        one.month == other.month,
        one.day == other.day,
    );
    if year && one.month == other.day && one.day == other.month {
        return 1;
    }
    if year && (one.is_january_first() || other.is_january_first()) {
        return 2;
    }
    if FARMERS.contains(&(one.number - other.number).abs()) {
        return 3;
    }
    let equal_parts = u8::from(year) + u8::from(month) + u8::from(day);
    if equal_parts == 2 {
        return 4;
    }
    if year { SAME_YEAR } else { SAME_YEAR + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(one: &str, other: &str) -> &'static str {
        let (one, other) = (Day::read(one), Day::read(other));
        assert_eq!(compare(&one, &other), compare(&other, &one));
        LEVELS[usize::from(compare(&one, &other))]
    }

    #[test]
    fn levels() {
        for (one, other, expected) in [
            ("1950-03-09", "19500309", "same"),
            ("1950-03-09", "1950-09-03", "swapped"),
            ("1950-03-09", "1950-01-01", "january-first"),
            ("1950-03-09", "1950-02-01", "farmers-calendar"),
            ("1950-01-09", "1949-12-10", "farmers-calendar"),
            ("1950-03-09", "1951-03-09", "one-part-off"),
            ("1950-03-09", "1950-03-19", "one-part-off"),
            ("1950-03-09", "1950-11-20", "same-year"),
            ("1950-03-09", "1961-11-20", "different"),
        ] {
            assert_eq!(level(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        let distance = |one: &str, other: &str| Day::read(one).distance(&Day::read(other));
        assert_eq!(distance("2024-02-28", "2024-03-01"), 2);
        assert_eq!(distance("2023-02-28", "2023-03-01"), 1);
        assert_eq!(distance("1999-12-31", "2000-01-01"), 1);
        assert_eq!(distance("1900-03-01", "2000-03-01"), 36_525);
        assert_eq!(distance("2000-01-01", "2001-01-01"), 366);
    }

    #[test]
    fn what_is_no_day_says_nothing() {
        for text in [
            "",
            "1950",
            "1950-13-01",
            "1950-00-10",
            "00000000",
            "很早",
            "195003091",
        ] {
            assert!(!Day::read(text).is_known(), "{text}");
        }
    }
}
