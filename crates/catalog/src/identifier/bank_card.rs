//! Bank accounts: cards with a Luhn digit, and passbook accounts without one.

use serde::Serialize;

use super::IdFinding;
use crate::text;

/// What a typed account says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankCardReading {
    /// Digits only; `None` when it cannot be used.
    pub canonical: Option<String>,
    /// Everything that was found.
    pub findings: Vec<IdFinding>,
}

/// The findings of this check.
pub mod finding {
    use super::IdFinding;

    /// Spaces and dashes were removed.
    pub const TIDIED: IdFinding =
        IdFinding::note("bank-account-tidied", "银行账号中的空格或横线已去掉");
    /// The Luhn digit does not fit; passbooks have none.
    pub const NO_LUHN: IdFinding = IdFinding::warn(
        "bank-account-luhn",
        "银行账号校验位不符；如果是银行卡号请核对，存折账号可以忽略",
    );
    /// The last digits look rounded.
    pub const MAYBE_ROUNDED: IdFinding = IdFinding::warn(
        "bank-account-rounded",
        "银行账号末尾是连续的0，可能被Excel改动过，请对照银行卡核对",
    );
    /// Excel has rounded the account.
    pub const EXCEL_DAMAGED: IdFinding = IdFinding::refuse(
        "bank-account-excel-damaged",
        "银行账号被Excel当作数字保存，末尾几位已丢失，请把该列设为文本后重新填写",
    );
    /// Not 8 to 25 digits.
    pub const FORM: IdFinding = IdFinding::refuse(
        "bank-account-form",
        "银行账号应为8至25位数字，请对照银行卡核对",
    );
}

/// The Luhn digit of a card body; `None` when it is not digits.
#[must_use]
pub fn luhn_digit(body: &str) -> Option<char> {
    if body.is_empty() || !body.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            // The digit next to the check counts twice, then every other one.
            if place % 2 == 0 {
                digit * 2 / 10 + digit * 2 % 10
            } else {
                digit
            }
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10)
}

/// Reads a typed account. An empty text has neither canonical form nor findings.
#[must_use]
pub fn check(typed: &str) -> BankCardReading {
    if text::is_nothing(typed) {
        return BankCardReading {
            canonical: None,
            findings: Vec::new(),
        };
    }
    let refused = |found| BankCardReading {
        canonical: None,
        findings: vec![found],
    };
    let half = text::half_width(typed);
    if text::is_scientific(&half) {
        return refused(finding::EXCEL_DAMAGED);
    }
    let half = half.trim();
    let whole = half.strip_suffix(".0").unwrap_or(half);
    let digits: String = whole
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\''))
        .collect();
    if !(8..=25).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return refused(finding::FORM);
    }
    let mut findings = Vec::new();
    if digits != typed {
        findings.push(finding::TIDIED);
    }
    let (body, check) = digits.split_at(digits.len() - 1);
    if luhn_digit(body) != check.chars().next() {
        // A float keeps 15 or 16 digits; cards have 16 to 19.
        let rounded = digits.len() > 15 && digits.ends_with("00");
        findings.push(if rounded {
            finding::MAYBE_ROUNDED
        } else {
            finding::NO_LUHN
        });
    }
    BankCardReading {
        canonical: Some(digits),
        findings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        assert_eq!(luhn_digit("622202370100000001"), Some('8'));
        let reading = check("6222 0237 0100 0000 018");
        assert_eq!(reading.canonical.as_deref(), Some("6222023701000000018"));
        assert_eq!(reading.findings, [finding::TIDIED]);
        assert_eq!(check("6222023701000000018").findings, []);
    }

    #[test]
    fn doubtful_and_unusable_accounts() {
        assert_eq!(check("6222023701000000019").findings, [finding::NO_LUHN]);
        assert!(check("6222023701000000019").canonical.is_some());
        assert_eq!(
            check("6222023701000000100").findings,
            [finding::MAYBE_ROUNDED]
        );
        assert_eq!(check("6.2220237E+18").findings, [finding::EXCEL_DAMAGED]);
        assert_eq!(check("见附件").findings, [finding::FORM]);
        assert_eq!(check("1234567").findings, [finding::FORM]);
        assert_eq!(
            check("无"),
            BankCardReading {
                canonical: None,
                findings: Vec::new()
            }
        );
    }
}
