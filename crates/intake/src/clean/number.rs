//! Whole and decimal numbers, yes and no.

use super::finding::{self, Finding};

/// Words around a number that say its unit and nothing else.
const UNITS: &[&str] = &[
    "平方米",
    "㎡",
    "m²",
    "m2",
    "M2",
    "元/月",
    "元/年",
    "元",
    "人",
    "岁",
    "周岁",
    "年",
    "个",
    "户",
    "套",
    "月",
];

/// Reads a whole number: `3`, `3人`, `1,024`, `3.0`.
pub(crate) fn read_integer(typed: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let number = read_decimal(typed, findings)?;
    if number.contains('.') {
        findings.push(finding::NUMBER_INVALID);
        return None;
    }
    Some(number)
}

/// Reads a number that is not negative, in the element's unit: `86.50㎡`, `￥1,200`, `1.2万元`.
pub(crate) fn read_decimal(typed: &str, findings: &mut Vec<Finding>) -> Option<String> {
    if let Some(plain) = plain(typed) {
        return Some(plain.to_owned());
    }
    let number = with_unit(typed);
    if number.is_none() {
        findings.push(finding::NUMBER_INVALID);
    }
    number
}

/// Digits without leading zeros and at most a point, as most cells hold them.
fn plain(typed: &str) -> Option<&str> {
    let leads = typed.starts_with('0') && typed.len() > 1;
    let digits = typed.bytes().all(|b| b.is_ascii_digit());
    (!typed.is_empty() && typed.len() <= 15 && digits && !leads).then_some(typed)
}

fn with_unit(typed: &str) -> Option<String> {
    let half = super::text::tidy(typed);
    let mut text = half.trim_start_matches(['¥', '￥', '约', '\'']).trim();
    if half.starts_with('约') {
        return None;
    }
    for unit in UNITS {
        if let Some(rest) = text.strip_suffix(unit) {
            text = rest.trim_end();
            break;
        }
    }
    let (text, shift) = match text.strip_suffix('万') {
        Some(rest) => (rest.trim_end(), 4),
        None => (text, 0),
    };
    let bare: String = text.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let (whole, fraction) = bare.split_once('.').unwrap_or((&bare, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    if whole.len() > 15 || fraction.len() > 15 {
        return None;
    }
    Some(shifted(whole, fraction, shift))
}

/// `1` and `2` shifted by 4 → `12000`; without leading or trailing zeros.
fn shifted(whole: &str, fraction: &str, shift: usize) -> String {
    let moved = shift.min(fraction.len());
    let mut digits = format!("{whole}{}", &fraction[..moved]);
    digits.extend(std::iter::repeat_n('0', shift - moved));
    let whole = digits.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = fraction[moved..].trim_end_matches('0');
    if rest.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{rest}")
    }
}

/// Reads yes or no.
pub(crate) fn read_yes_no(typed: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let word = super::text::tidy(typed);
    let value = match &*word {
        "是" | "1" | "有" | "√" | "Y" | "y" | "YES" | "Yes" | "yes" | "TRUE" | "true" | "True"
        | "已" | "对" | "✓" | "✔" | "1-是" | "是(1)" | "☑" => "1",
        "否" | "0" | "×" | "N" | "n" | "NO" | "No" | "no" | "FALSE" | "false" | "False" | "未"
        | "不是" | "非" | "x" | "X" | "✗" | "2" | "0-否" | "2-否" | "否(0)" | "☐" => "0",
        _ => {
            findings.push(finding::YES_NO_INVALID);
            return None;
        }
    };
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_units_and_grouping() {
        for (typed, expected) in [
            ("86.50", "86.5"),
            ("86.5㎡", "86.5"),
            ("86.5平方米", "86.5"),
            ("1,200.00", "1200"),
            ("￥1,200元", "1200"),
            ("1.2万元", "12000"),
            ("0.00", "0"),
            ("007", "7"),
            ("３人", "3"),
        ] {
            let mut findings = Vec::new();
            assert_eq!(
                read_decimal(typed, &mut findings).as_deref(),
                Some(expected),
                "{typed}"
            );
            assert!(findings.is_empty());
        }
        for typed in ["约80", "-3", "三", "1.2.3", "8O", "."] {
            let mut findings = Vec::new();
            assert_eq!(read_decimal(typed, &mut findings), None, "{typed}");
            assert_eq!(findings, [finding::NUMBER_INVALID]);
        }
        assert_eq!(read_integer("3.5", &mut Vec::new()), None);
        assert_eq!(
            read_integer("1998年", &mut Vec::new()).as_deref(),
            Some("1998")
        );
    }

    #[test]
    fn yes_and_no() {
        for typed in ["是", "1", "√", "Y", "有", "TRUE"] {
            assert_eq!(
                read_yes_no(typed, &mut Vec::new()).as_deref(),
                Some("1"),
                "{typed}"
            );
        }
        for typed in ["否", "0", "×", "N", "FALSE"] {
            assert_eq!(
                read_yes_no(typed, &mut Vec::new()).as_deref(),
                Some("0"),
                "{typed}"
            );
        }
        let mut findings = Vec::new();
        assert_eq!(read_yes_no("也许", &mut findings), None);
        assert_eq!(findings, [finding::YES_NO_INVALID]);
    }
}
