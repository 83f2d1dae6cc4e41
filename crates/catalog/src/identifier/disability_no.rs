//! 残疾人证号: the identity number, one digit category, one digit grade, and a mark for each
//! re-issue (B1, B2 …). It contains both facts, so it is graded and masked like both.

use chrono::NaiveDate;
use serde::Serialize;

use super::id_number::{self, IdNumberReading};
use super::{IdFinding, is_refused};
use crate::text;

/// What a typed certificate number says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DisabilityNoReading {
    /// 20 characters, with the re-issue mark behind; `None` when it cannot be used.
    pub canonical: Option<String>,
    /// The identity number within; `None` when there is none that can be read.
    pub id_number: Option<IdNumberReading>,
    /// Category, a code of table `disability-kind`.
    pub kind: Option<char>,
    /// Grade, a code of table `disability-level`.
    pub level: Option<char>,
    /// Re-issue mark, such as `B1`.
    pub reissue: Option<String>,
    /// Everything that was found.
    pub findings: Vec<IdFinding>,
}

/// The findings of this check.
pub mod finding {
    use super::IdFinding;

    /// Only the identity number was written.
    pub const ID_NUMBER_ONLY: IdFinding = IdFinding::refuse(
        "disability-no-short",
        "残疾证号只有身份证号部分，缺少末尾的类别和等级两位，请对照残疾人证补全",
    );
    /// Not 20 characters.
    pub const WRONG_LENGTH: IdFinding = IdFinding::refuse(
        "disability-no-length",
        "残疾证号应为20位，请对照残疾人证核对",
    );
    /// Category or grade do not exist.
    pub const BAD_TAIL: IdFinding = IdFinding::refuse(
        "disability-no-tail",
        "残疾证号末尾的类别（1至7）或等级（1至4）不存在，请对照残疾人证核对",
    );
    /// What stands behind the 20 characters is no re-issue mark.
    pub const BAD_REISSUE: IdFinding = IdFinding::refuse(
        "disability-no-reissue",
        "残疾证号20位之后的补办标记应为B加数字，请对照残疾人证核对",
    );
}

/// Reads a typed certificate number. An empty text has neither canonical form nor findings.
#[must_use]
pub fn check(typed: &str, today: NaiveDate) -> DisabilityNoReading {
    if text::is_nothing(typed) {
        return unusable(None, Vec::new());
    }
    if text::is_scientific(&text::half_width(typed)) {
        return unusable(None, vec![id_number::finding::EXCEL_DAMAGED]);
    }
    let word = text::squeeze(typed)
        .replace(['-', '\'', ' '], "")
        .to_ascii_uppercase();
    if !word.is_ascii() || word.len() < 18 {
        return unusable(None, vec![finding::WRONG_LENGTH]);
    }
    let id = id_number::check(&word[..18], today);
    let mut findings = id.findings.clone();
    if word.len() == 18 {
        findings.push(finding::ID_NUMBER_ONLY);
        return unusable(Some(id), findings);
    }
    read_tail(&word[18..], id, findings)
}

fn read_tail(tail: &str, id: IdNumberReading, mut findings: Vec<IdFinding>) -> DisabilityNoReading {
    let mut chars = tail.chars();
    let kind = chars.next().filter(|c| ('1'..='7').contains(c));
    let level = chars.next().filter(|c| ('1'..='4').contains(c));
    let rest = chars.as_str();
    if tail.len() < 2 {
        findings.push(finding::WRONG_LENGTH);
    } else if kind.is_none() || level.is_none() {
        findings.push(finding::BAD_TAIL);
    } else if !is_reissue(rest) {
        findings.push(finding::BAD_REISSUE);
    }
    let canonical = match (&id.canonical, is_refused(&findings)) {
        (Some(number), false) => format!("{number}{tail}"),
        _ => return unusable(Some(id), findings),
    };
    let reissue = (!rest.is_empty()).then(|| rest.to_owned());
    let canonical = Some(canonical);
    DisabilityNoReading {
        canonical,
        id_number: Some(id),
        kind,
        level,
        reissue,
        findings,
    }
}

fn is_reissue(rest: &str) -> bool {
    rest.is_empty()
        || rest.strip_prefix('B').is_some_and(|number| {
            (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
        })
}

fn unusable(id: Option<IdNumberReading>, findings: Vec<IdFinding>) -> DisabilityNoReading {
    DisabilityNoReading {
        canonical: None,
        id_number: id,
        kind: None,
        level: None,
        reissue: None,
        findings,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(typed: &str) -> DisabilityNoReading {
        check(typed, NaiveDate::from_ymd_opt(2026, 10, 1).unwrap())
    }

    #[test]
    fn a_certificate_number_contains_person_category_and_grade() {
        let reading = read("37020319460515002042");
        assert_eq!(reading.canonical.as_deref(), Some("37020319460515002042"));
        assert_eq!((reading.kind, reading.level), (Some('4'), Some('2')));
        let id = reading.id_number.unwrap();
        assert_eq!(id.canonical.as_deref(), Some("370203194605150020"));
        assert_eq!(
            read("11010519491231002x11b1").reissue.as_deref(),
            Some("B1")
        );
        assert_eq!(
            read("１１０１０５１９４９１２３１００２Ｘ11").kind,
            Some('1')
        );
    }

    #[test]
    fn wrong_numbers_say_why() {
        assert_eq!(
            read("370203194605150020").findings,
            [finding::ID_NUMBER_ONLY]
        );
        assert_eq!(
            read("3702031946051500204").findings,
            [finding::WRONG_LENGTH]
        );
        assert_eq!(read("37020319460515002082").findings, [finding::BAD_TAIL]);
        assert_eq!(
            read("37020319460515002042Z").findings,
            [finding::BAD_REISSUE]
        );
        assert_eq!(
            read("37020319460515002142").findings,
            [id_number::finding::WRONG_CHECK]
        );
        assert_eq!(
            read("3.7E+19").findings,
            [id_number::finding::EXCEL_DAMAGED]
        );
        assert_eq!(read("无").findings, []);
    }
}
