//! Exact sums of decimal numbers: children add up to their parent to the last digit, which
//! floating point does not give.

use std::fmt;
use std::ops::AddAssign;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Digits kept behind the point; money has two, areas and scores seldom more than four.
const PLACES: usize = 6;
const SCALE: i128 = 1_000_000;
/// Digits before the point; more is no amount but an account number in the wrong column.
const MOST_DIGITS: usize = 15;

/// A decimal number in millionths. As JSON it is a text such as `"1234.5"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

impl Amount {
    /// Reads a canonical decimal (`-12`, `0.5`); places behind the sixth are cut off. `None` for
    /// anything else.
    #[must_use]
    pub fn read(canonical: &str) -> Option<Self> {
        let (negative, digits) = match canonical.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, canonical),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(places) || whole.len() > MOST_DIGITS {
            return None;
        }
        let kept = &places[..places.len().min(PLACES)];
        let fraction: i128 = format!("{kept:0<PLACES$}").parse().ok()?;
        let value = whole.parse::<i128>().ok()? * SCALE + fraction;
        Some(Self(if negative { -value } else { value }))
    }

    /// The number in millionths.
    #[must_use]
    pub const fn millionths(self) -> i128 {
        self.0
    }

    /// The nearest floating-point number, for charts and cells.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "for showing; sums are made before"
    )]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / SCALE, self.0.abs() % SCALE);
        if fraction == 0 {
            return write!(out, "{sign}{whole}");
        }
        let places = format!("{fraction:0PLACES$}");
        write!(out, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| de::Error::custom("not a decimal number"))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn reads_and_shows() {
        for (text, shown) in [
            ("0", "0"),
            ("-0", "0"),
            ("100", "100"),
            ("100.50", "100.5"),
            ("-3.25", "-3.25"),
            ("-0.5", "-0.5"),
            ("0.000001", "0.000001"),
            ("0.0000019", "0.000001"),
            ("007", "7"),
        ] {
            assert_eq!(Amount::read(text).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1,000",
            "1e3",
            "一百",
            "１",
            "--1",
            "6222023702000000018",
        ] {
            assert_eq!(Amount::read(text), None, "{text}");
        }
    }

    #[test]
    fn ten_tenths_are_one() {
        let mut sum = Amount::default();
        for _ in 0..10 {
            sum += Amount::read("0.1").unwrap();
        }
        assert_eq!(sum, Amount::read("1").unwrap());
        assert!((sum.to_f64() - 1.0).abs() < f64::EPSILON);
    }
}
