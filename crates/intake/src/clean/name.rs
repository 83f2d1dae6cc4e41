//! Personal names.

use super::finding::{self, Finding};
use super::text;

/// Reads a name: blanks inside Chinese names go (`张 三`), the middle dot of minority names has one
/// form (·), remarks in brackets behind the name go.
pub(crate) fn read(typed: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let tidied = text::tidy(typed);
    if is_plain(&tidied) {
        return Some(tidied.into_owned());
    }
    let name = without_remark(&tidied, findings);
    let chinese = name.chars().any(text::is_han);
    let mut out = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' if chinese => {}
            '•' | '‧' | '・' | '∙' | '.' | '●' if chinese && chars.peek().is_some() => {
                out.push('·')
            }
            c => out.push(c),
        }
    }
    let odd = |c: char| {
        c.is_ascii_digit() || matches!(c, '?' | '*' | '#' | '/' | '、' | ',' | ';' | '@' | '□')
    };
    if out.is_empty() || out.chars().any(odd) {
        findings.push(finding::NAME_SUSPICIOUS);
    }
    (!out.is_empty()).then_some(out)
}

/// The common case: Chinese characters and middle dots only.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| text::is_han(c) || c == '·')
}

/// `张三(户主)` → `张三`.
fn without_remark<'a>(name: &'a str, findings: &mut Vec<Finding>) -> &'a str {
    match name.find(['(', '[', '【']) {
        Some(at) if at > 0 => {
            findings.push(finding::NAME_REMARK);
            name[..at].trim_end()
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(typed: &str) -> (Option<String>, Vec<&'static str>) {
        let mut findings = Vec::new();
        let name = read(typed, &mut findings);
        (
            name,
            findings.into_iter().map(|finding| finding.code).collect(),
        )
    }

    #[test]
    fn names_are_tidied() {
        for (typed, expected) in [
            ("张三", "张三"),
            (" 张 三 ", "张三"),
            ("张　三", "张三"),
            ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("阿依古丽·买买提", "阿依古丽·买买提"),
            ("John  Smith", "John Smith"),
            ("㛃䶮", "㛃䶮"),
        ] {
            assert_eq!(name(typed), (Some(expected.to_owned()), vec![]), "{typed}");
        }
        assert_eq!(
            name("张三（户主）"),
            (Some("张三".to_owned()), vec!["name-remark"])
        );
        assert_eq!(
            name("张三1"),
            (Some("张三1".to_owned()), vec!["name-suspicious"])
        );
        assert_eq!(
            name("张?"),
            (Some("张?".to_owned()), vec!["name-suspicious"])
        );
    }
}
