//! The one reader of written dates.

use chrono::NaiveDate;

use super::{DateFinding, DateReading, Precision, from_excel_serial};
use crate::text;

/// Reads a date as typed: `2024-02-29`, `2024/2/9`, `2024.2.9`, `20240209`, `2024年2月29日`,
/// `二〇二四年二月`, `2024-02`, `202402`, `2024`, `45351` (Excel), with a time of day behind it or
/// not. Two-digit years and `02/03/2024` are read with a finding. `None` when it is no date, such
/// as 2023-02-29.
#[must_use]
pub fn read_date(typed: &str) -> Option<DateReading> {
    if let Some(day) = read_plain(typed.as_bytes()) {
        return Some(reading(day, Precision::Day));
    }
    let half = text::half_width(typed);
    let word = half.trim().trim_matches(['\'', '"']);
    let word = without_time(word);
    if word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty() {
        return read_digits(word);
    }
    if let Some(serial) = read_serial_with_time(word) {
        return Some(serial);
    }
    let arabic = arabic_digits(word);
    read_parts(&split_parts(&arabic)?)
}

/// The two spellings that fill whole files: `20240229` and `2024-02-29`.
fn read_plain(bytes: &[u8]) -> Option<NaiveDate> {
    let number = |range: std::ops::Range<usize>| {
        bytes[range].iter().try_fold(0_u32, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + u32::from(byte - b'0'))
        })
    };
    let (year, month, day) = match bytes.len() {
        8 => (number(0..4)?, number(4..6)?, number(6..8)?),
        10 if bytes[4] == b'-' && bytes[7] == b'-' => {
            (number(0..4)?, number(5..7)?, number(8..10)?)
        }
        _ => return None,
    };
    date(year, month, day)
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    // Written dates of living registers; anything else is a slip of the hand.
    if !(1800..=2199).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn reading(first: NaiveDate, precision: Precision) -> DateReading {
    DateReading {
        first,
        precision,
        alternative: None,
        finding: None,
    }
}

/// Cuts a time of day off: `2024-02-29 08:30:00`, `2024-02-29T00:00:00Z`.
fn without_time(word: &str) -> &str {
    let cut = word
        .find([' ', 'T', 't'])
        .filter(|at| word[*at..].contains(':'));
    cut.map_or(word, |at| word[..at].trim_end())
}

fn read_digits(word: &str) -> Option<DateReading> {
    let number = |range: std::ops::Range<usize>| word[range].parse::<u32>().ok();
    match word.len() {
        4 => date(number(0..4)?, 1, 1).map(|first| reading(first, Precision::Year)),
        5 => {
            let first = from_excel_serial(word.parse().ok()?).filter(|_| word >= "10000")?;
            let finding = Some(DateFinding::ExcelSerial);
            Some(DateReading {
                finding,
                ..reading(first, Precision::Day)
            })
        }
        6 => date(number(0..4)?, number(4..6)?, 1)
            .map(|first| reading(first, Precision::Month))
            .or_else(|| short_year(number(0..2)?, number(2..4)?, number(4..6)?)),
        // 20240229083000, a time stamp.
        14 => read_plain(&word.as_bytes()[..8]).map(|day| reading(day, Precision::Day)),
        _ => None,
    }
}

/// `45351.5`: an Excel day number with a time of day, or `45351.0` out of a float column.
fn read_serial_with_time(word: &str) -> Option<DateReading> {
    let (whole, part) = word.split_once('.')?;
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if whole.len() == 8 && part == "0" {
        return read_plain(whole.as_bytes()).map(|day| reading(day, Precision::Day));
    }
    if whole.len() != 5 || !digits(whole) || !digits(part) {
        return None;
    }
    read_digits(whole)
}

/// Chinese digits to Arabic ones; 十 by its place: 十 → 10, 十二 → 12, 二十 → 20, 二十三 → 23.
fn arabic_digits(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let is_digit = |at: usize| {
        chars
            .get(at)
            .copied()
            .and_then(text::chinese_digit)
            .is_some()
    };
    let mut out = String::with_capacity(word.len());
    for (at, c) in chars.iter().enumerate() {
        match (c, at > 0 && is_digit(at - 1), is_digit(at + 1)) {
            ('十', false, false) => out.push_str("10"),
            ('十', false, true) => out.push('1'),
            ('十', true, false) => out.push('0'),
            ('十', true, true) => {}
            _ => match text::chinese_digit(*c).and_then(|digit| char::from_digit(digit, 10)) {
                Some(digit) => out.push(digit),
                None => out.push(*c),
            },
        }
    }
    out
}

/// The numbers of a date with their widths; `None` when something else stands between them.
fn split_parts(word: &str) -> Option<Vec<(u32, usize)>> {
    let is_joint = |c: char| {
        matches!(
            c,
            '-' | '/' | '.' | '年' | '月' | '日' | '号' | ' ' | '—' | '–' | '、' | '\\' | ','
        )
    };
    if !word.chars().all(|c| c.is_ascii_digit() || is_joint(c)) {
        return None;
    }
    word.split(is_joint)
        .filter(|part| !part.is_empty())
        .map(|part| Some((part.parse().ok()?, part.len())))
        .collect()
}

fn read_parts(parts: &[(u32, usize)]) -> Option<DateReading> {
    match *parts {
        [(year, 4)] => date(year, 1, 1).map(|first| reading(first, Precision::Year)),
        [(year, 4), (month, 1 | 2)] => {
            date(year, month, 1).map(|first| reading(first, Precision::Month))
        }
        [(month, 1 | 2), (year, 4)] => {
            date(year, month, 1).map(|first| reading(first, Precision::Month))
        }
        [(year, 4), (month, 1 | 2), (day, 1 | 2)] => {
            date(year, month, day).map(|first| reading(first, Precision::Day))
        }
        [(one, 1 | 2), (two, 1 | 2), (year, 4)] => year_last(one, two, year),
        [(year, 2), (month, 1 | 2), (day, 1 | 2)] => short_year(year, month, day),
        _ => None,
    }
}

/// Month or day first: decided when only one order is a date, a finding otherwise.
fn year_last(one: u32, two: u32, year: u32) -> Option<DateReading> {
    let (month_first, day_first) = (date(year, one, two), date(year, two, one));
    let first = month_first.or(day_first)?;
    let alternative = day_first.filter(|other| month_first.is_some() && *other != first);
    let finding = alternative.map(|_| DateFinding::Ambiguous);
    Some(DateReading {
        first,
        precision: Precision::Day,
        alternative,
        finding,
    })
}

/// Two-digit years: 00–29 belong to this century, the others to the last.
fn short_year(year: u32, month: u32, day: u32) -> Option<DateReading> {
    let century = if year < 30 { 2000 } else { 1900 };
    let first = date(century + year, month, day)?;
    let alternative = date(3900 - century + year, month, day);
    Some(DateReading {
        first,
        precision: Precision::Day,
        alternative,
        finding: Some(DateFinding::TwoDigitYear),
    })
}
