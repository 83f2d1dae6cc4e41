//! Cells that say that there is nothing.

use catalog::text::{self, half_width_char};

/// Longest spelling of nothing in bytes; everything longer says something.
const LONGEST: usize = 24;

/// First characters of the words for nothing.
const STARTS: [char; 22] = [
    '无', '没', '暂', '未', '不', '空', '-', '—', '－', '–', '─', '_', '/', '\\', '.', '、', 'n',
    'N', '#', '0', '*', '\u{feff}',
];

/// Whether a text means an empty cell: nothing, dashes of any length, 无, 不详 and the like. Forms
/// ask for one or the other, so all of them mean the same.
#[must_use]
pub fn says_nothing(typed: &str) -> bool {
    if typed.len() > LONGEST {
        return false;
    }
    // Called for every cell: most are told by their first character.
    let first = typed
        .chars()
        .find(|c| !c.is_whitespace())
        .map(half_width_char);
    if first.is_some_and(|first| !STARTS.contains(&first)) {
        return false;
    }
    let dash =
        |c: char| matches!(c, '-' | '—' | '－' | '–' | '─' | '_' | '＿') || c.is_whitespace();
    typed.chars().all(dash) || text::is_nothing(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing() {
        for text in [
            "",
            " ",
            "无",
            "—",
            "———",
            "-",
            "/",
            "不详",
            "NULL",
            "#N/A",
            "／",
            "Ｎ/Ａ",
            "没有",
            "未填写",
        ] {
            assert!(says_nothing(text), "{text}");
        }
        for text in ["0", "无锡", "一", "张无"] {
            assert!(!says_nothing(text), "{text}");
        }
    }
}
