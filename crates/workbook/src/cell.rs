//! One cell's value, as a person reads it.

use catalog::text::is_plain;
use chrono::{Datelike, NaiveDateTime, NaiveTime};

/// A cell's value. A formula is represented by its cached value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing was written.
    #[default]
    Empty,
    /// Text as stored, untrimmed.
    Text(String),
    /// A number; identity numbers stored this way have lost digits, see
    /// [`Cell::is_damaged_number`].
    Number(f64),
    /// A logical value.
    Bool(bool),
    /// A number that its format shows as a date or a time. A pure time of day has a year
    /// before 1900.
    Date(NaiveDateTime),
    /// An error such as `#N/A`.
    Error(String),
}

/// Excel keeps 15 significant digits; an integer from here on has lost its last ones.
const FIRST_INEXACT: f64 = 1e15;

/// From here on digits are not written out any more; no value of ours is that large.
const FIRST_SCIENTIFIC: f64 = 1e21;

impl Cell {
    /// A count, or the difference of two.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts stay far below 2^53, up to which every integer is exact"
    )]
    pub fn count(count: i64) -> Self {
        Self::Number(count as f64)
    }

    /// Whether a person sees nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(is_blank),
            _ => false,
        }
    }

    /// The value as a person reads it: trimmed, integers without `.0`, days as `2024-02-29`,
    /// moments as `2024-02-29 08:30:00`.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => trim(text).to_owned(),
            Self::Number(number) => number_text(*number),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Date(moment) => moment_text(moment),
            Self::Error(error) => error.clone(),
        }
    }

    /// Whether this is a long number that a spreadsheet has rounded: a number cell of more than
    /// 15 digits, or text such as `3.70203E+17` that was written after such a rounding.
    #[must_use]
    pub fn is_damaged_number(&self) -> bool {
        match self {
            Self::Number(number) => number.fract() == 0.0 && number.abs() >= FIRST_INEXACT,
            Self::Text(text) => is_scientific_integer(trim(text)),
            _ => false,
        }
    }
}

/// Removes the blanks that surround values in practice, full-width and zero-width ones included.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Whether a character shows nothing.
pub(crate) fn is_blank(character: char) -> bool {
    !is_plain(character)
        && (character.is_whitespace()
            || character.is_control()
            || matches!(character, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'))
}

fn number_text(number: f64) -> String {
    if number.abs() >= FIRST_SCIENTIFIC || !number.is_finite() {
        return format!("{number:e}");
    }
    if number.fract() == 0.0 {
        // Adding zero turns the negative zero into the one that people write.
        return format!("{}", number + 0.0);
    }
    // Excel shows 15 significant digits, so 0.1 + 0.2 reads 0.3.
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{shown}")
}

fn moment_text(moment: &NaiveDateTime) -> String {
    if moment.year() < 1900 {
        moment.format("%H:%M:%S").to_string()
    } else if moment.time() == NaiveTime::MIN {
        moment.format("%Y-%m-%d").to_string()
    } else {
        moment.format("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// `3.70203E+17`, `3.70203e17`: a mantissa and an exponent of at least 11, which no amount, age
/// or code in these files is ever written with.
fn is_scientific_integer(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_is_number = match mantissa.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(mantissa),
    };
    mantissa_is_number
        && digits(exponent)
        && exponent.len() <= 2
        && exponent.parse::<u8>().is_ok_and(|exponent| exponent >= 11)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(Cell::Number(3.0).text(), "3");
        assert_eq!(Cell::Number(0.1 + 0.2).text(), "0.3");
        assert_eq!(Cell::Number(-0.0).text(), "0");
        assert_eq!(Cell::Number(13_800_138_000.0).text(), "13800138000");
        assert_eq!(
            Cell::Number(370_203_197_512_310_000.0).text(),
            "370203197512310000"
        );
        assert_eq!(Cell::Number(1e300).text(), "1e300");
        assert_eq!(Cell::Number(f64::NAN).text(), "NaN");
    }

    #[test]
    fn long_numbers_are_damaged() {
        assert!(Cell::Number(370_203_197_512_310_000.0).is_damaged_number());
        assert!(!Cell::Number(370_203_751_231_002.0).is_damaged_number());
        assert!(Cell::Text(" 3.70203E+17".into()).is_damaged_number());
        assert!(!Cell::Text("370203197512310024".into()).is_damaged_number());
        assert!(!Cell::Text("3E".into()).is_damaged_number());
        assert!(!Cell::Text("2E2".into()).is_damaged_number());
    }

    #[test]
    fn blanks_of_every_kind_are_empty() {
        assert!(Cell::Text("\u{3000}\u{feff} \n".into()).is_empty());
        assert_eq!(Cell::Text("\u{3000}张三\u{a0}".into()).text(), "张三");
    }

    #[test]
    fn dates_and_times() {
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        assert_eq!(
            Cell::Date(day.and_hms_opt(0, 0, 0).unwrap()).text(),
            "2024-02-29"
        );
        assert_eq!(
            Cell::Date(day.and_hms_opt(8, 30, 0).unwrap()).text(),
            "2024-02-29 08:30:00"
        );
        let time = NaiveDate::from_ymd_opt(1899, 12, 31)
            .unwrap()
            .and_hms_opt(8, 30, 0)
            .unwrap();
        assert_eq!(Cell::Date(time).text(), "08:30:00");
    }
}
