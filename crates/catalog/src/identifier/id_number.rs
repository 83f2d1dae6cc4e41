//! 公民身份号码 (GB 11643-1999) and the numbers built like it: residence permits of people from
//! 香港, 澳门 and 台湾, and the permanent residence card of foreigners since 2023-12-01.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::county::{self, County};
use super::{IdFinding, is_refused};
use crate::period;
use crate::text;

mod clean;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdNumberKind {
    /// A citizen's number.
    Citizen,
    /// 港澳台居民居住证: 810000, 820000, 830000 in the place of the county.
    HongKongMacaoTaiwan,
    /// 外国人永久居留身份证 of the 2023 form: 9, province, numeric country code.
    PermanentResident,
}

/// What a typed identity number says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdNumberReading {
    /// 18 characters with an upper-case X; `None` when it cannot be used.
    pub canonical: Option<String>,
    /// Whose number it is; `None` when it cannot be used.
    pub kind: Option<IdNumberKind>,
    /// Birth date in the number.
    pub birth: Option<NaiveDate>,
    /// Sex in the number: `1` male, `2` female.
    pub sex: Option<char>,
    /// Name of the county of first registration (not of the present hukou).
    pub county: Option<&'static str>,
    /// Everything that was found.
    pub findings: Vec<IdFinding>,
}

/// The findings of this check.
pub mod finding {
    use super::IdFinding;

    /// 15 digits were brought to 18.
    pub const UPGRADED: IdFinding =
        IdFinding::note("id-number-upgraded", "15位旧身份证号，已按规则升为18位");
    /// Full-width digits, a lower-case x and the like were tidied.
    pub const TIDIED: IdFinding =
        IdFinding::note("id-number-tidied", "身份证号含全角、空格或小写x，已整理");
    /// The county code is out of use today.
    pub const ABOLISHED_COUNTY: IdFinding = IdFinding::note(
        "id-number-abolished-county",
        "身份证号前6位是已撤销的区县，仍然有效",
    );
    /// Nobody ever had this county code.
    pub const UNKNOWN_COUNTY: IdFinding = IdFinding::warn(
        "id-number-unknown-county",
        "身份证号前6位不在历年区划代码中，请对照证件核对",
    );
    /// More than 115 years old.
    pub const VERY_OLD: IdFinding =
        IdFinding::warn("id-number-very-old", "按身份证号计算年龄超过115岁，请核实");
    /// More than 120 years old.
    pub const TOO_OLD: IdFinding = IdFinding::warn(
        "id-number-too-old",
        "按身份证号计算年龄超过120岁，很可能有误，请核实",
    );
    /// Excel has rounded the number; the last digits are lost.
    pub const EXCEL_DAMAGED: IdFinding = IdFinding::refuse(
        "id-number-excel-damaged",
        "身份证号被Excel当作数字保存，末尾几位已丢失，请把该列设为文本后重新填写",
    );
    /// Neither 18 nor 15 characters.
    pub const WRONG_LENGTH: IdFinding = IdFinding::refuse(
        "id-number-length",
        "身份证号不是18位（或15位），请对照证件核对",
    );
    /// A character that cannot stand there.
    pub const BAD_CHARACTER: IdFinding = IdFinding::refuse(
        "id-number-character",
        "身份证号含有不该出现的字符，请对照证件核对",
    );
    /// The last character does not fit the others.
    pub const WRONG_CHECK: IdFinding = IdFinding::refuse(
        "id-number-check",
        "身份证号校验码不符，至少有一位填错，请对照证件核对",
    );
    /// The birth date is no day.
    pub const IMPOSSIBLE_DATE: IdFinding = IdFinding::refuse(
        "id-number-date",
        "身份证号中的出生日期不存在，请对照证件核对",
    );
    /// The birth date lies ahead.
    pub const FUTURE_BIRTH: IdFinding = IdFinding::refuse(
        "id-number-future",
        "身份证号中的出生日期晚于今天，请对照证件核对",
    );
}

/// The check character of 17 digits (ISO 7064 MOD 11-2); `None` when they are not 17 digits.
#[must_use]
pub fn check_character(body: &str) -> Option<char> {
    let digits: &[u8; 17] = body.as_bytes().try_into().ok()?;
    digits
        .iter()
        .all(u8::is_ascii_digit)
        .then(|| char::from(check_of(digits)))
}

/// 17 digits with their check character; `None` when they are not 17 digits.
#[must_use]
pub fn with_check(body: &str) -> Option<String> {
    check_character(body).map(|check| format!("{body}{check}"))
}

fn check_of(digits: &[u8; 17]) -> u8 {
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    CHECKS[(sum % 11) as usize]
}

/// Reads a typed identity number. An empty text has neither canonical form nor findings.
#[must_use]
pub fn check(typed: &str, today: NaiveDate) -> IdNumberReading {
    let mut findings = Vec::new();
    match clean::clean(typed, &mut findings) {
        Some(number) => read(&number, today, findings),
        None => unusable(findings),
    }
}

/// Whether a text is a canonical number that stands all checks.
#[must_use]
pub fn is_valid(canonical: &str, today: NaiveDate) -> bool {
    check(canonical, today).canonical.as_deref() == Some(canonical)
}

fn unusable(findings: Vec<IdFinding>) -> IdNumberReading {
    IdNumberReading {
        canonical: None,
        kind: None,
        birth: None,
        sex: None,
        county: None,
        findings,
    }
}

/// Reads 18 characters of the right kind.
fn read(number: &[u8; 18], today: NaiveDate, mut findings: Vec<IdFinding>) -> IdNumberReading {
    let body: &[u8; 17] = number.first_chunk().expect("18 characters begin with 17");
    if check_of(body) != number[17] {
        // A number that ends in 000 and fails the check went through a float column.
        let damaged = number.ends_with(b"000");
        findings.push(if damaged {
            finding::EXCEL_DAMAGED
        } else {
            finding::WRONG_CHECK
        });
        return unusable(findings);
    }
    let birth = birth_of(number);
    match birth {
        None => findings.push(finding::IMPOSSIBLE_DATE),
        Some(birth) if birth > today => findings.push(finding::FUTURE_BIRTH),
        Some(birth) => match period::age_on(birth, today) {
            121.. => findings.push(finding::TOO_OLD),
            116.. => findings.push(finding::VERY_OLD),
            _ => {}
        },
    }
    if is_refused(&findings) {
        return unusable(findings);
    }
    let kind = kind_of(number);
    let county = region_of(number, kind, &mut findings);
    let sex = if (number[16] - b'0') % 2 == 1 {
        '1'
    } else {
        '2'
    };
    IdNumberReading {
        canonical: Some(String::from_utf8_lossy(number).into_owned()),
        kind: Some(kind),
        birth,
        sex: Some(sex),
        county: county.map(|county| county.name),
        findings,
    }
}

fn number_at(number: &[u8; 18], range: std::ops::Range<usize>) -> u32 {
    number[range]
        .iter()
        .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

fn birth_of(number: &[u8; 18]) -> Option<NaiveDate> {
    let year = i32::try_from(number_at(number, 6..10)).ok()?;
    NaiveDate::from_ymd_opt(year, number_at(number, 10..12), number_at(number, 12..14))
        .filter(|birth| birth.year() >= 1800)
}

fn kind_of(number: &[u8; 18]) -> IdNumberKind {
    match number {
        [b'9', ..] => IdNumberKind::PermanentResident,
        [b'8', b'1' | b'2' | b'3', b'0', b'0', b'0', b'0', ..] => IdNumberKind::HongKongMacaoTaiwan,
        _ => IdNumberKind::Citizen,
    }
}

/// The county, or the province of first issue for foreigners.
fn region_of(
    number: &[u8; 18],
    kind: IdNumberKind,
    findings: &mut Vec<IdFinding>,
) -> Option<&'static County> {
    let code = match kind {
        IdNumberKind::PermanentResident => number_at(number, 1..3) * 10_000,
        _ => number_at(number, 0..6),
    };
    let county = county::find(code);
    match county {
        None => findings.push(finding::UNKNOWN_COUNTY),
        Some(county) if county.abolished => findings.push(finding::ABOLISHED_COUNTY),
        Some(_) => {}
    }
    county
}

/// Reads birth date and sex out of a canonical number, without any check of the rest. Meant for
/// stored values that were checked when they came in.
#[must_use]
pub fn birth_and_sex(canonical: &str) -> Option<(NaiveDate, char)> {
    let number: &[u8; 18] = canonical.as_bytes().try_into().ok()?;
    if !number[..17].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sex = if (number[16] - b'0') % 2 == 1 {
        '1'
    } else {
        '2'
    };
    Some((birth_of(number)?, sex))
}

/// Whether a typed text has the shape of an identity number, right or wrong: what a column of
/// such numbers looks like.
#[must_use]
pub fn looks_like(typed: &str) -> bool {
    let word = text::squeeze(typed);
    let bytes = word.trim_start_matches('\'').as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match bytes.len() {
        18 => {
            digits(&bytes[..17])
                && (bytes[17].is_ascii_digit() || matches!(bytes[17], b'x' | b'*'))
                && matches!(&bytes[6..8], b"18" | b"19" | b"20")
        }
        15 => {
            digits(bytes)
                && matches!(
                    &bytes[8..10],
                    b"01"
                        | b"02"
                        | b"03"
                        | b"04"
                        | b"05"
                        | b"06"
                        | b"07"
                        | b"08"
                        | b"09"
                        | b"10"
                        | b"11"
                        | b"12"
                )
        }
        _ => text::is_scientific(typed) && typed.trim_end().ends_with("17"),
    }
}

#[cfg(test)]
mod tests;
