//! 工商注册号 (GS 15-2006): the 15-digit number of business licences before the credit code.

use serde::Serialize;

use super::{IdFinding, county};
use crate::text;

/// What a typed registration number says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BusinessLicenceReading {
    /// 15 digits; `None` when it cannot be used.
    pub canonical: Option<String>,
    /// 内资企业, 外资企业 or 个体工商户, by the first digit of the serial.
    pub kind: Option<&'static str>,
    /// The county of the registration authority.
    pub county: Option<&'static str>,
    /// Everything that was found.
    pub findings: Vec<IdFinding>,
}

/// The findings of this check.
pub mod finding {
    use super::IdFinding;

    /// Not 15 digits.
    pub const FORM: IdFinding =
        IdFinding::refuse("licence-form", "工商注册号应为15位数字，请对照营业执照核对");
    /// The check does not fit.
    pub const WRONG_CHECK: IdFinding =
        IdFinding::refuse("licence-check", "工商注册号校验码不符，请对照营业执照核对");
}

/// The check digit of 14 digits (ISO 7064 MOD 11,10); `None` when they are not 14 digits.
#[must_use]
pub fn check_digit(body: &str) -> Option<char> {
    if body.len() != 14 || !body.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let product = body.bytes().fold(10, |product, byte| {
        let rest = (u32::from(byte - b'0') + product) % 10;
        let rest = if rest == 0 { 10 } else { rest };
        rest * 2 % 11
    });
    char::from_digit((11 - product) % 10, 10)
}

/// Reads a typed registration number. An empty text has neither canonical form nor findings.
#[must_use]
pub fn check(typed: &str) -> BusinessLicenceReading {
    let unusable = |findings| BusinessLicenceReading {
        canonical: None,
        kind: None,
        county: None,
        findings,
    };
    if text::is_nothing(typed) {
        return unusable(Vec::new());
    }
    let word = text::squeeze(typed).replace(['-', '\''], "");
    let Some(right) = word
        .get(..14)
        .and_then(check_digit)
        .filter(|_| word.len() == 15)
    else {
        return unusable(vec![finding::FORM]);
    };
    if !word.ends_with(right) {
        return unusable(vec![finding::WRONG_CHECK]);
    }
    let kind = match word.as_bytes()[6] {
        b'0'..=b'3' => "内资企业",
        b'4' | b'5' => "外资企业",
        _ => "个体工商户",
    };
    let county = county::of_digits(&word).map(|county| county.name);
    BusinessLicenceReading {
        canonical: Some(word),
        kind: Some(kind),
        county,
        findings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples() {
        assert_eq!(check_digit("11000000123456"), Some('8'));
        assert_eq!(check_digit("37020360012345"), Some('0'));
        let reading = check("370203 600123450");
        assert_eq!(reading.canonical.as_deref(), Some("370203600123450"));
        assert_eq!(reading.kind, Some("个体工商户"));
        assert_eq!(reading.county, Some("市北区"));
    }

    #[test]
    fn wrong_numbers_say_why() {
        assert_eq!(check("370203600123451").findings, [finding::WRONG_CHECK]);
        assert_eq!(check("37020360012345").findings, [finding::FORM]);
        assert_eq!(check("37020360O123450").findings, [finding::FORM]);
        assert_eq!(check("—").findings, []);
    }
}
