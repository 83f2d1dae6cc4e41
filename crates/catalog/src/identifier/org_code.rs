//! 组织机构代码 (GB 11714-1997): eight characters and a check; old tables still carry it.

use serde::Serialize;

use super::IdFinding;
use crate::text;

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// What a typed organisation code says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrgCodeReading {
    /// `D2143569-X`; `None` when it cannot be used.
    pub canonical: Option<String>,
    /// Everything that was found.
    pub findings: Vec<IdFinding>,
}

/// The findings of this check.
pub mod finding {
    use super::IdFinding;

    /// Not eight characters and a check.
    pub const FORM: IdFinding = IdFinding::refuse(
        "org-code-form",
        "组织机构代码应为8位加1位校验码，请对照证书核对",
    );
    /// The check does not fit.
    pub const WRONG_CHECK: IdFinding =
        IdFinding::refuse("org-code-check", "组织机构代码校验码不符，请对照证书核对");
}

/// The check character of the first eight; `None` when they are not eight digits or capitals.
#[must_use]
pub fn check_character(body: &str) -> Option<char> {
    let body: &[u8; 8] = body.as_bytes().try_into().ok()?;
    let mut sum = 0;
    for (character, weight) in body.iter().zip(WEIGHTS) {
        // Digits count as they are, letters from A = 10 to Z = 35.
        let value = match character {
            b'0'..=b'9' => character - b'0',
            b'A'..=b'Z' => character - b'A' + 10,
            _ => return None,
        };
        sum += u32::from(value) * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

/// Reads a typed organisation code. An empty text has neither canonical form nor findings.
#[must_use]
pub fn check(typed: &str) -> OrgCodeReading {
    if text::is_nothing(typed) {
        return OrgCodeReading {
            canonical: None,
            findings: Vec::new(),
        };
    }
    let word: String = text::squeeze(typed)
        .chars()
        .filter(|c| !matches!(c, '-' | '—' | '–' | '\''))
        .collect::<String>()
        .to_ascii_uppercase();
    let refused = |found| OrgCodeReading {
        canonical: None,
        findings: vec![found],
    };
    if word.len() != 9 || !word.is_ascii() {
        return refused(finding::FORM);
    }
    let (body, check) = word.split_at(8);
    match check_character(body) {
        None => refused(finding::FORM),
        Some(right) if !check.starts_with(right) => refused(finding::WRONG_CHECK),
        Some(_) => OrgCodeReading {
            canonical: Some(format!("{body}-{check}")),
            findings: Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        assert_eq!(check_character("D2143569"), Some('X'));
        for typed in ["D2143569-X", "d2143569x", "Ｄ2143569—Ｘ"] {
            assert_eq!(
                check(typed).canonical.as_deref(),
                Some("D2143569-X"),
                "{typed}"
            );
        }
    }

    #[test]
    fn wrong_codes_say_why() {
        assert_eq!(check("D2143569-1").findings, [finding::WRONG_CHECK]);
        assert_eq!(check("D214356").findings, [finding::FORM]);
        assert_eq!(check("D21435*9X").findings, [finding::FORM]);
        assert_eq!(check("无").findings, []);
    }
}
