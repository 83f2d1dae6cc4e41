//! Small text conversions that every reader of typed values needs.

use std::borrow::Cow;

/// Full-width forms to half-width (`１２３Ａ（）：` → `123A():`), the ideographic space and the
/// no-break space to a plain one. Borrows when nothing changes.
#[must_use]
pub fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(|c| half_width_char(c) != c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(half_width_char).collect())
}

/// The half-width form of one character.
#[must_use]
pub fn half_width_char(c: char) -> char {
    match c {
        // The full-width block mirrors ASCII at a fixed distance.
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(c) - 0xFEE0).expect("the block mirrors printable ASCII")
        }
        '\u{3000}' | '\u{00A0}' => ' ',
        _ => c,
    }
}

/// Whether a character takes no room on screen: byte order marks, zero-width spaces and joiners,
/// direction marks and control characters. Copies from web pages are full of them.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

/// Half-width, without white space and invisible characters, letters in lower case: the form in
/// which two spellings of the same word are equal.
#[must_use]
pub fn squeeze(text: &str) -> String {
    text.chars()
        .map(half_width_char)
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The value of one Chinese digit; `两` counts as two, `十` is not a digit.
#[must_use]
pub fn chinese_digit(c: char) -> Option<u32> {
    match c {
        '零' | '〇' | '○' => Some(0),
        '一' | '壹' => Some(1),
        '二' | '两' | '贰' => Some(2),
        '三' | '叁' => Some(3),
        '四' | '肆' => Some(4),
        '五' | '伍' => Some(5),
        '六' | '陆' => Some(6),
        '七' | '柒' => Some(7),
        '八' | '捌' => Some(8),
        '九' | '玖' => Some(9),
        _ => None,
    }
}

/// Whether a character is a visible one of ASCII or a usual Chinese one, and so neither blank nor invisible nor of
/// another width. Nearly every one is, and this tells so at a glance.
#[must_use]
pub const fn is_plain(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{4e00}'..='\u{9fff}')
}

/// Whether a typed value says that there is nothing: empty, `无`, `-`, `/`, `不详` and the like.
#[must_use]
pub fn is_nothing(text: &str) -> bool {
    matches!(
        squeeze(text).as_str(),
        "" | "无"
            | "没有"
            | "暂无"
            | "未知"
            | "不详"
            | "空"
            | "-"
            | "--"
            | "—"
            | "——"
            | "/"
            | "\\"
            | "."
            | "、"
            | "null"
            | "none"
            | "n/a"
            | "na"
            | "nan"
            | "无无"
            | "未填"
            | "未填写"
            | "#n/a"
            | "0000"
            | "*"
    )
}

/// Whether a typed text is a number in scientific notation (`3.70203E+17`): what Excel makes of
/// long digit strings, with the last digits lost.
#[must_use]
pub fn is_scientific(text: &str) -> bool {
    let text = text.trim();
    let Some(at) = text.find(['e', 'E']) else {
        return false;
    };
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    !mantissa.is_empty()
        && !exponent.is_empty()
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && mantissa.bytes().any(|b| b.is_ascii_digit())
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_half_width() {
        assert_eq!(half_width("（１２３ＡＢＣ）　"), "(123ABC) ");
        assert!(matches!(half_width("张三"), Cow::Borrowed("张三")));
    }

    #[test]
    fn squeezing_removes_what_is_not_seen() {
        assert_eq!(squeeze(" 姓\u{200B} 名\r\n＊Ｘ"), "姓名*x");
    }

    #[test]
    fn nothing_has_many_spellings() {
        for text in ["", "  ", "无", "—", "／", "N/A", "不详"] {
            assert!(is_nothing(text), "{text}");
        }
        assert!(!is_nothing("无锡"));
        assert!(!is_nothing("0"));
    }

    #[test]
    fn scientific_notation_is_recognised() {
        assert!(is_scientific("3.70203194605150E+17"));
        assert!(is_scientific("1.38e10"));
        assert!(!is_scientific("E12345678"));
        assert!(!is_scientific("3702E"));
    }
}
