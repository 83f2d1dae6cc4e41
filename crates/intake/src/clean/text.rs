//! Free text, names and addresses: half-width, without what nobody sees.

use std::borrow::Cow;

use catalog::text::{half_width_char, is_invisible, is_plain};

use super::finding::{self, Finding};

/// Longest text that is kept, in characters.
const LONGEST: usize = 2_000;

/// Half-width, without invisible characters, runs of blanks as one; borrows when nothing changes.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c: char| !is_plain(c) && (c.is_whitespace() || is_invisible(c)));
    let mut last_blank = false;
    let changes = text.chars().any(|c| {
        if is_plain(c) {
            last_blank = false;
            return false;
        }
        let blank = c.is_whitespace();
        let doubled = blank && last_blank;
        last_blank = blank;
        doubled || (blank && c != ' ') || is_invisible(c) || half_width_char(c) != c
    });
    if !changes {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(half_width_char) {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_invisible(c) {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Free text.
pub(crate) fn read(text: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let text = tidy(text);
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        findings.push(finding::TEXT_TOO_LONG);
        return None;
    }
    Some(text.trim_start_matches('\'').to_owned())
}

/// Whether a character is Chinese writing.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidying() {
        assert_eq!(tidy("　ＡＢ１２（张）　"), "AB12(张)");
        assert_eq!(tidy("a \r\n b"), "a b");
        assert_eq!(tidy("a\u{200b}b"), "ab");
        assert!(matches!(tidy(" 张三 "), Cow::Borrowed("张三")));
    }
}
