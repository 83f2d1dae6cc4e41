//! Documents of people who are not identified by an 18-character number: officers, newborns,
//! travellers and foreigners. Kinds are the codes of table `document-type`.

use serde::Serialize;

use super::IdFinding;
use crate::text;

/// What a typed document number says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentReading {
    /// Half-width, upper case, without spaces; `None` when it cannot be used.
    pub canonical: Option<String>,
    /// The kind it has been read as, a code of table `document-type`.
    pub kind: Option<&'static str>,
    /// Everything that was found.
    pub findings: Vec<IdFinding>,
}

/// The findings of this check.
pub mod finding {
    use super::IdFinding;

    /// The number does not look like one of the named kind.
    pub const FORM: IdFinding = IdFinding::warn(
        "document-form",
        "证件号码的格式与证件类型不符，请对照证件核对",
    );
    /// No kind was given, and the number looks like none that is known.
    pub const UNKNOWN_KIND: IdFinding =
        IdFinding::warn("document-unknown", "证件号码的类型认不出，请填写证件类型");
    /// Nothing that could be a number.
    pub const NO_NUMBER: IdFinding = IdFinding::refuse(
        "document-no-number",
        "证件号码里没有可用的号码，请对照证件填写",
    );
}

/// 出生医学证明.
pub const BIRTH_CERTIFICATE: &str = "117";
/// 军官证.
pub const OFFICER: &str = "114";
/// 警官证 of the armed police.
pub const ARMED_POLICE: &str = "115";
/// 普通护照.
pub const PASSPORT: &str = "414";
/// 台湾居民来往大陆通行证.
pub const TAIWAN_PERMIT: &str = "511";
/// 港澳居民来往内地通行证.
pub const HONG_KONG_MACAO_PERMIT: &str = "516";
/// 外国人永久居留证 of the old form (3 letters and 12 digits).
pub const PERMANENT_RESIDENCE: &str = "553";

/// A kind, and whether a tidied number has its form.
type Form = (&'static str, fn(&str) -> bool);

/// The kinds with a form of their own, the most particular first.
const FORMS: [Form; 7] = [
    (OFFICER, |word| is_officer(word, "军")),
    (ARMED_POLICE, |word| is_officer(word, "武")),
    (PERMANENT_RESIDENCE, |word| {
        letters_then_digits(word, 3..=3, 12..=12)
    }),
    (HONG_KONG_MACAO_PERMIT, is_hong_kong_macao_permit),
    (PASSPORT, is_chinese_passport),
    (BIRTH_CERTIFICATE, |word| {
        letters_then_digits(word, 1..=1, 9..=9)
    }),
    (TAIWAN_PERMIT, |word| {
        is_digits(word) && matches!(word.len(), 8 | 10)
    }),
];

/// Reads a typed number as a document of a kind; `None` for the kind recognises it by its form.
/// An empty text has neither canonical form nor findings.
#[must_use]
pub fn check(kind: Option<&str>, typed: &str) -> DocumentReading {
    if text::is_nothing(typed) {
        return DocumentReading {
            canonical: None,
            kind: None,
            findings: Vec::new(),
        };
    }
    let word: String = text::squeeze(typed).to_uppercase().replace('\'', "");
    if !word.chars().any(|c| c.is_ascii_digit()) {
        return DocumentReading {
            canonical: None,
            kind: None,
            findings: vec![finding::NO_NUMBER],
        };
    }
    let (kind, found) = match kind {
        Some(asked) => named(asked, &word),
        None => match recognise(&word) {
            Some(kind) => (Some(kind), None),
            None => (None, Some(finding::UNKNOWN_KIND)),
        },
    };
    DocumentReading {
        canonical: Some(word),
        kind,
        findings: found.into_iter().collect(),
    }
}

/// The kind whose form a tidied number has. Eight bare digits could be many things, so they are
/// recognised as nothing.
#[must_use]
pub fn recognise(word: &str) -> Option<&'static str> {
    FORMS
        .iter()
        .filter(|(kind, _)| *kind != TAIWAN_PERMIT)
        .find(|(_, fits)| fits(word))
        .map(|(kind, _)| *kind)
}

fn named(asked: &str, word: &str) -> (Option<&'static str>, Option<IdFinding>) {
    let Some((kind, fits)) = FORMS.iter().find(|(kind, _)| *kind == asked) else {
        // A kind without a form of its own: anything with a digit will do.
        return (None, None);
    };
    let fits = fits(word) || (*kind == PASSPORT && is_foreign_passport(word));
    (Some(kind), (!fits).then_some(finding::FORM))
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// `军字第1234567号`: 军, 武 or a service's name, 字第, and 6 to 8 digits.
fn is_officer(word: &str, mark: &str) -> bool {
    let Some((service, number)) = word.split_once("字第") else {
        return false;
    };
    let number = number.strip_suffix('号').unwrap_or(number);
    let is_police = service.contains('武');
    !service.is_empty()
        && (mark == "武") == is_police
        && is_digits(number)
        && (6..=8).contains(&number.len())
}

fn letters_then_digits(
    word: &str,
    letters: std::ops::RangeInclusive<usize>,
    digits: std::ops::RangeInclusive<usize>,
) -> bool {
    let count = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &word[count..];
    letters.contains(&count) && digits.contains(&rest.len()) && is_digits(rest)
}

/// H (香港) or M (澳门) and 8 digits, with two more for the issue.
fn is_hong_kong_macao_permit(word: &str) -> bool {
    word.starts_with(['H', 'M'])
        && (letters_then_digits(word, 1..=1, 8..=8) || letters_then_digits(word, 1..=1, 10..=10))
}

/// E or G and 8 digits, or E, a letter, and 7 digits.
fn is_chinese_passport(word: &str) -> bool {
    (word.starts_with(['E', 'G']) && letters_then_digits(word, 1..=1, 8..=8))
        || (word.starts_with('E') && letters_then_digits(word, 2..=2, 7..=7))
}

fn is_foreign_passport(word: &str) -> bool {
    (5..=15).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_recognised_by_their_form() {
        for (typed, kind) in [
            ("军字第1234567号", OFFICER),
            ("武字第123456号", ARMED_POLICE),
            ("E12345678", PASSPORT),
            ("ea1234567", PASSPORT),
            ("G１２３４５６７８", PASSPORT),
            ("H12345678", HONG_KONG_MACAO_PERMIT),
            ("M1234567801", HONG_KONG_MACAO_PERMIT),
            ("T370000001", BIRTH_CERTIFICATE),
            ("USA310000000001", PERMANENT_RESIDENCE),
        ] {
            let reading = check(None, typed);
            assert_eq!(reading.kind, Some(kind), "{typed}");
            assert_eq!(reading.findings, [], "{typed}");
        }
    }

    #[test]
    fn a_named_kind_is_checked() {
        assert_eq!(check(Some(TAIWAN_PERMIT), "12345678").findings, []);
        assert_eq!(
            check(Some(TAIWAN_PERMIT), "H12345678").findings,
            [finding::FORM]
        );
        assert_eq!(check(Some(PASSPORT), "k1234567").findings, []);
        assert_eq!(check(Some("133"), "2024-001").findings, []);
        assert_eq!(check(None, "12345678").findings, [finding::UNKNOWN_KIND]);
        assert_eq!(check(None, "护照").findings, [finding::NO_NUMBER]);
        assert_eq!(check(None, "无").findings, []);
    }
}
