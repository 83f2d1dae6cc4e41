//! 统一社会信用代码 (GB 32100-2015): 18 characters with two checks, one of the organisation code
//! within it and one of the whole.

use serde::Serialize;

use super::{IdFinding, business_licence, county, is_refused, org_code};
use crate::text;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];

/// What a typed credit code says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CreditCodeReading {
    /// 18 upper-case characters; `None` when it cannot be used.
    pub canonical: Option<String>,
    /// Who registered it and as what, such as 市场监管·个体工商户.
    pub kind: Option<&'static str>,
    /// The county of registration.
    pub county: Option<&'static str>,
    /// An old number in its place: 15-digit business licence or 9-character organisation code.
    pub old_number: Option<String>,
    /// Everything that was found.
    pub findings: Vec<IdFinding>,
}

/// The findings of this check.
pub mod finding {
    use super::IdFinding;

    /// Spaces, full-width or lower-case characters were tidied.
    pub const TIDIED: IdFinding = IdFinding::note(
        "credit-code-tidied",
        "信用代码含全角、空格或小写字母，已整理",
    );
    /// O and I, which no code contains, were read as 0 and 1; both checks then agree.
    pub const CONFUSED: IdFinding = IdFinding::note(
        "credit-code-confused",
        "信用代码中的字母O、I已按数字0、1读取（代码中不使用这些字母）",
    );
    /// The county code is unknown.
    pub const UNKNOWN_COUNTY: IdFinding = IdFinding::warn(
        "credit-code-unknown-county",
        "信用代码第3至8位不在历年区划代码中，请对照营业执照核对",
    );
    /// The first two characters name no registration authority.
    pub const UNKNOWN_KIND: IdFinding = IdFinding::warn(
        "credit-code-unknown-kind",
        "信用代码前两位的登记部门和类别不认识，请对照证照核对",
    );
    /// A number of the time before the credit code.
    pub const OLD_NUMBER: IdFinding = IdFinding::warn(
        "credit-code-old-number",
        "填的是旧的注册号或组织机构代码，请换成18位统一社会信用代码",
    );
    /// Not 18 characters.
    pub const WRONG_LENGTH: IdFinding = IdFinding::refuse(
        "credit-code-length",
        "统一社会信用代码不是18位，请对照证照核对",
    );
    /// A character that no code contains.
    pub const BAD_CHARACTER: IdFinding = IdFinding::refuse(
        "credit-code-character",
        "统一社会信用代码含有不该出现的字符（代码中没有I、O、S、V、Z）",
    );
    /// Digit 18 does not fit.
    pub const WRONG_CHECK: IdFinding = IdFinding::refuse(
        "credit-code-check",
        "统一社会信用代码校验码不符，至少有一位填错，请对照证照核对",
    );
    /// Digit 18 fits but the organisation code in 9–17 does not.
    pub const WRONG_ORG_CHECK: IdFinding = IdFinding::refuse(
        "credit-code-org-check",
        "统一社会信用代码第9至17位（组织机构代码）有误，请对照证照核对",
    );
    /// Excel has rounded the code.
    pub const EXCEL_DAMAGED: IdFinding = IdFinding::refuse(
        "credit-code-excel-damaged",
        "信用代码被Excel当作数字保存，末尾几位已丢失，请把该列设为文本后重新填写",
    );
}

/// The check character of the first 17 characters; `None` when they are not such.
#[must_use]
pub fn check_character(body: &str) -> Option<char> {
    let body: &[u8; 17] = body.as_bytes().try_into().ok()?;
    let mut sum = 0;
    for (character, weight) in body.iter().zip(WEIGHTS) {
        sum += ALPHABET.iter().position(|known| known == character)? * weight;
    }
    Some(char::from(ALPHABET[(31 - sum % 31) % 31]))
}

/// A full code from authority, kind, county and the 8 characters of the organisation code; both
/// checks are added. `None` when the parts are not 8 and 8 characters of the alphabet.
#[must_use]
pub fn compose(head: &str, organisation: &str) -> Option<String> {
    let body = format!(
        "{head}{organisation}{}",
        org_code::check_character(organisation)?
    );
    (head.len() == 8).then_some(())?;
    Some(format!("{body}{}", check_character(&body)?))
}

/// Reads a typed credit code. An empty text has neither canonical form nor findings.
#[must_use]
pub fn check(typed: &str) -> CreditCodeReading {
    if text::is_nothing(typed) {
        return unusable(Vec::new());
    }
    if text::is_scientific(&text::half_width(typed)) {
        return unusable(vec![finding::EXCEL_DAMAGED]);
    }
    let word = tidy(typed);
    if word.len() != 18 {
        return other_length(&word);
    }
    let mut findings = Vec::new();
    if word != typed {
        findings.push(finding::TIDIED);
    }
    let mut code = word;
    if let Some(repaired) = without_confusion(&code) {
        code = repaired;
        findings.push(finding::CONFUSED);
    }
    findings.extend(refusal(&code));
    if is_refused(&findings) {
        findings.retain(|found| found.severity == super::Severity::Refuse);
        return unusable(findings);
    }
    let kind = kind_of(&code);
    let county = county::of_digits(&code[2..]).map(|county| county.name);
    if kind.is_none() {
        findings.push(finding::UNKNOWN_KIND);
    }
    // 100000 is the central government's own registration.
    if county.is_none() && &code[2..8] != "100000" {
        findings.push(finding::UNKNOWN_COUNTY);
    }
    CreditCodeReading {
        canonical: Some(code),
        kind,
        county,
        old_number: None,
        findings,
    }
}

fn unusable(findings: Vec<IdFinding>) -> CreditCodeReading {
    CreditCodeReading {
        canonical: None,
        kind: None,
        county: None,
        old_number: None,
        findings,
    }
}

fn tidy(typed: &str) -> String {
    text::squeeze(typed)
        .replace(['-', '\'', '_'], "")
        .to_ascii_uppercase()
}

fn other_length(word: &str) -> CreditCodeReading {
    let old = match word.len() {
        15 => business_licence::check(word).canonical,
        9 => org_code::check(word).canonical,
        _ => None,
    };
    let found = if old.is_some() {
        finding::OLD_NUMBER
    } else {
        finding::WRONG_LENGTH
    };
    CreditCodeReading {
        old_number: old,
        ..unusable(vec![found])
    }
}

/// The code with O and I as 0 and 1, when it has such letters and then stands both checks: that
/// is reading, not guessing, because the alphabet has neither letter.
fn without_confusion(code: &str) -> Option<String> {
    if !code.contains(['O', 'I']) {
        return None;
    }
    let read = code.replace('O', "0").replace('I', "1");
    refusal(&read).is_none().then_some(read)
}

fn refusal(code: &str) -> Option<IdFinding> {
    let known = |b: u8| ALPHABET.contains(&b);
    if !code.bytes().all(known) || !code.as_bytes()[2..8].iter().all(u8::is_ascii_digit) {
        return Some(finding::BAD_CHARACTER);
    }
    if check_character(&code[..17]) != code[17..].chars().next() {
        return Some(finding::WRONG_CHECK);
    }
    let org = org_code::check_character(&code[8..16]);
    (org != code[16..17].chars().next()).then_some(finding::WRONG_ORG_CHECK)
}

fn kind_of(code: &str) -> Option<&'static str> {
    Some(match &code[..2] {
        "11" => "机构编制·机关",
        "12" => "机构编制·事业单位",
        "13" => "机构编制·群众团体",
        "19" => "机构编制·其他",
        "21" | "29" => "外交",
        "31" => "司法行政·律师事务所",
        "32" => "司法行政·公证处",
        "33" => "司法行政·基层法律服务所",
        "34" => "司法行政·司法鉴定机构",
        "35" => "司法行政·仲裁委员会",
        "39" => "司法行政·其他",
        "41" | "49" => "文化",
        "51" => "民政·社会团体",
        "52" => "民政·民办非企业单位",
        "53" => "民政·基金会",
        "54" => "民政·基层群众性自治组织",
        "59" => "民政·其他",
        "61" | "62" | "69" => "旅游",
        "71" | "72" | "79" => "宗教",
        "81" | "89" => "工会",
        "91" => "市场监管·企业",
        "92" => "市场监管·个体工商户",
        "93" => "市场监管·农民专业合作社",
        "99" => "市场监管·其他",
        "A1" | "A9" => "中央军委改革和编制办公室",
        "N1" | "N2" | "N3" | "N9" => "农业农村",
        "Y1" => "其他",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_examples() {
        assert_eq!(check_character("91350100M000100Y4"), Some('3'));
        for (code, kind) in [
            ("92370203MA3C000110", "市场监管·个体工商户"),
            ("91370203MA3XYT12XG", "市场监管·企业"),
            ("54370203MF0000013W", "民政·基层群众性自治组织"),
            ("11370203005123456P", "机构编制·机关"),
            ("91350100M000100Y43", "市场监管·企业"),
        ] {
            let reading = check(code);
            assert_eq!(
                reading.canonical.as_deref(),
                Some(code),
                "{:?}",
                reading.findings
            );
            assert_eq!(reading.kind, Some(kind));
            assert_eq!(reading.findings, []);
        }
        assert_eq!(check("92370203MA3C000110").county, Some("市北区"));
    }

    #[test]
    fn typed_forms() {
        let reading = check(" 91370203ma3xyt12xg ");
        assert_eq!(reading.canonical.as_deref(), Some("91370203MA3XYT12XG"));
        assert_eq!(reading.findings, [finding::TIDIED]);
        let reading = check("9237O2O3MA3COOO110");
        assert_eq!(reading.canonical.as_deref(), Some("92370203MA3C000110"));
        assert_eq!(reading.findings, [finding::CONFUSED]);
    }

    #[test]
    fn wrong_codes_say_why() {
        assert_eq!(check("91370203MA3XYT12XX").findings, [finding::WRONG_CHECK]);
        assert_eq!(
            check("91370203MA3SYT12XG").findings,
            [finding::BAD_CHARACTER]
        );
        assert_eq!(check("91370203MA3XYT12X").findings, [finding::WRONG_LENGTH]);
        assert_eq!(check("9.13702E+17").findings, [finding::EXCEL_DAMAGED]);
        // The whole agrees, the organisation code within does not.
        let body = "91370203MA3XYT121";
        let code = format!("{body}{}", check_character(body).unwrap());
        assert_eq!(check(&code).findings, [finding::WRONG_ORG_CHECK]);
        assert_eq!(check("无"), unusable(Vec::new()));
    }

    #[test]
    fn old_numbers_are_told_apart() {
        let reading = check("370203600123450");
        assert_eq!(reading.old_number.as_deref(), Some("370203600123450"));
        assert_eq!(reading.findings, [finding::OLD_NUMBER]);
        assert_eq!(
            check("D2143569-X").old_number.as_deref(),
            Some("D2143569-X")
        );
    }

    proptest! {
        #![proptest_config(crate::testing::same_every_run())]

        #[test]
        fn composed_codes_are_valid_and_one_error_is_caught(
            organisation in "[0-9A-HJ-NPQRTUWXY]{8}",
            place in 0_usize..18,
            other in 0_usize..31,
        ) {
            let code = compose("91370203", &organisation);
            // An organisation check of X is fine, because X is in the alphabet.
            let code = code.unwrap();
            let reading = check(&code);
            prop_assert_eq!(reading.canonical.as_deref(), Some(code.as_str()));
            let mut wrong = code.into_bytes();
            prop_assume!(wrong[place] != ALPHABET[other]);
            wrong[place] = ALPHABET[other];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(check(&wrong).canonical, None);
        }
    }
}
