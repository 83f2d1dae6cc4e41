//! Phone numbers. One cell often holds two, with names and remarks between them; the first is
//! the primary one, and what is no number is kept as a note.

use serde::Serialize;

use super::IdFinding;
use crate::text;

mod split;

/// What a typed phone cell says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PhoneReading {
    /// Digits of each number, the primary first: mobile `13812345678`, landline with area code
    /// `053288881234`, landline without `88881234`, service `4008001234`.
    pub numbers: Vec<String>,
    /// What else was written: a name, an extension.
    pub note: Option<String>,
    /// Everything that was found.
    pub findings: Vec<IdFinding>,
}

impl PhoneReading {
    /// The canonical text: numbers joined by `;`; `None` without a number.
    #[must_use]
    pub fn canonical(&self) -> Option<String> {
        (!self.numbers.is_empty()).then(|| self.numbers.join(";"))
    }
}

/// What kind of number a canonical number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    /// 手机.
    Mobile,
    /// 固定电话 with an area code of the given length.
    Landline {
        /// Digits of the area code, 3 or 4.
        area: usize,
    },
    /// 固定电话 without area code.
    Local,
    /// 400 or 800 number.
    Service,
}

/// The findings of this check.
pub mod finding {
    use super::IdFinding;

    /// Several numbers in one cell.
    pub const SEVERAL: IdFinding = IdFinding::note(
        "phone-several",
        "一个单元格里有多个电话，已拆开，第一个作为主要号码",
    );
    /// A landline without area code.
    pub const NO_AREA_CODE: IdFinding =
        IdFinding::note("phone-no-area-code", "固定电话没有区号，建议补上区号");
    /// Some of the digits are no number.
    pub const PARTLY: IdFinding =
        IdFinding::warn("phone-partly", "电话中有一部分不是有效号码，请核对");
    /// A number that nobody has.
    pub const PLACEHOLDER: IdFinding =
        IdFinding::warn("phone-placeholder", "电话像是随手填的占位号码，请核对");
    /// No number in it.
    pub const NO_NUMBER: IdFinding = IdFinding::refuse(
        "phone-invalid",
        "电话不是有效号码：手机为11位，固定电话为区号加7或8位，请核对",
    );
    /// Excel has rounded the number.
    pub const EXCEL_DAMAGED: IdFinding = IdFinding::refuse(
        "phone-excel-damaged",
        "电话被Excel存成了科学计数，末尾几位已丢失，请把该列设为文本后重新填写",
    );
}

/// Reads a typed phone cell. A text that says there is none has neither numbers nor findings.
#[must_use]
pub fn read(typed: &str) -> PhoneReading {
    if kind_of(typed) == Some(PhoneKind::Mobile) && !is_placeholder(typed) {
        return PhoneReading {
            numbers: vec![typed.to_owned()],
            ..PhoneReading::default()
        };
    }
    if text::is_nothing(typed) {
        return PhoneReading::default();
    }
    let half = text::half_width(typed);
    if text::is_scientific(&half) {
        return PhoneReading {
            findings: vec![finding::EXCEL_DAMAGED],
            ..PhoneReading::default()
        };
    }
    let split = split::split(half.trim());
    let findings = findings_of(&split);
    PhoneReading {
        numbers: split.numbers,
        note: split.note,
        findings,
    }
}

fn findings_of(split: &split::Split) -> Vec<IdFinding> {
    let numbers = &split.numbers;
    if numbers.is_empty() {
        return vec![finding::NO_NUMBER];
    }
    let any = |kind: PhoneKind| numbers.iter().any(|number| kind_of(number) == Some(kind));
    [
        (numbers.len() > 1, finding::SEVERAL),
        (any(PhoneKind::Local), finding::NO_AREA_CODE),
        (split.leftover_digits, finding::PARTLY),
        (
            numbers.iter().any(|number| is_placeholder(number)),
            finding::PLACEHOLDER,
        ),
    ]
    .into_iter()
    .filter_map(|(holds, finding)| holds.then_some(finding))
    .collect()
}

/// The kind of a number of digits only; `None` when it is no number.
#[must_use]
pub fn kind_of(digits: &str) -> Option<PhoneKind> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match digits.as_bytes() {
        [b'1', b'3'..=b'9', ..] if digits.len() == 11 => Some(PhoneKind::Mobile),
        [b'4' | b'8', b'0', b'0', ..] if digits.len() == 10 => Some(PhoneKind::Service),
        [b'0', rest @ ..] => {
            let area = area_code_length(rest)?;
            let local = digits.get(area..)?;
            is_local(local).then_some(PhoneKind::Landline { area })
        }
        _ => is_local(digits).then_some(PhoneKind::Local),
    }
}

/// Length of an area code with its 0, from what follows the 0: 010 and 020–029 have three
/// digits, all others four.
fn area_code_length(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'1', b'0', ..] | [b'2', ..] => Some(3),
        [b'3'..=b'9', _, _, ..] => Some(4),
        _ => None,
    }
}

fn is_local(digits: &str) -> bool {
    matches!(digits.len(), 7 | 8) && matches!(digits.as_bytes()[0], b'2'..=b'9')
}

/// `13800000000`, `13888888888`, `88888888`: the last eight digits all the same.
fn is_placeholder(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let tail = &bytes[bytes.len().saturating_sub(8)..];
    tail.len() >= 7 && tail.iter().all(|digit| *digit == tail[0])
}

/// How a canonical number is written on screen: `0532-88881234`, mobile numbers as they are.
#[must_use]
pub fn display(number: &str) -> String {
    match kind_of(number) {
        Some(PhoneKind::Landline { area }) => format!("{}-{}", &number[..area], &number[area..]),
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests;
