//! What is wrong in a rule's text, and where.

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

/// A mistake in a rule's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Stable kebab-case code, such as `rule-unknown-word`.
    pub code: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to do, in Chinese, without the position.
    pub message: String,
}

impl Fault {
    /// A fault at a byte offset of the text.
    pub(crate) fn at(text: &str, offset: usize, code: &str, message: impl Into<String>) -> Self {
        let before = text.get(..offset.min(text.len())).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            code: code.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "第{}行第{}个字：{}",
            self.line, self.column, self.message
        )
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::bad_input(&fault.code, fault.to_string())
    }
}

/// The known word nearest to a typed one, when it is near enough to be meant.
pub(crate) fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.chars().collect();
    known
        .map(|word| {
            let letters: Vec<char> = word.chars().collect();
            // Among equally near words one of the same length is meant sooner.
            let near = (
                distance(&typed, &letters),
                letters.len().abs_diff(typed.len()),
            );
            (near, letters.len().max(typed.len()), word)
        })
        // At least half of the characters must be right.
        .filter(|((distance, _), longer, _)| distance * 2 <= *longer && distance < longer)
        .min()
        .map(|(_, _, word)| word)
}

/// Fewest insertions, deletions and replacements between two words (Levenshtein).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, a) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (to, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[to + 1];
            row[to + 1] = replaced.min(row[to] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_counted_in_characters() {
        let text = "年龄 >= 80\n且 户籍地 在 本曲";
        let fault = Fault::at(
            text,
            text.find("本曲").unwrap_or(0),
            "rule-unknown-word",
            "…",
        );
        assert_eq!((fault.line, fault.column), (2, 9));
        assert!(fault.to_string().starts_with("第2行第9个字："));
    }

    #[test]
    fn the_nearest_word_is_named_only_when_it_is_near() {
        let words = ["出生日期", "出生地", "年龄"];
        assert_eq!(nearest("出生日斯", words.into_iter()), Some("出生日期"));
        assert_eq!(nearest("年岭", words.into_iter()), Some("年龄"));
        assert_eq!(nearest("电话", words.into_iter()), None);
    }
}
