//! A rule's text cut into tokens.

use chrono::NaiveDate;

use super::fault::Fault;
use super::words;
use crate::value::month_of;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A word: of the language, an element, or a code's label.
    Word(String),
    /// A number with its text.
    Number(f64, String),
    /// A day.
    Day(NaiveDate),
    /// A month, as its first day.
    Month(NaiveDate),
    /// Text in quotation marks.
    Text(String),
    /// 标签(…): a word with a name in brackets.
    Named(String, String),
    /// A sign: `( ) , . + - * / = != < <= > >=`.
    Sign(&'static str),
    /// The end of the text.
    End,
}

impl Token {
    /// As it is named in messages.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Word(word) => format!("“{word}”"),
            Self::Number(_, text) => format!("“{text}”"),
            Self::Day(day) => format!("“{day}”"),
            Self::Month(day) => format!("“{}”", crate::value::month_text(*day)),
            Self::Text(text) => format!("“{text}”"),
            Self::Named(word, name) => format!("“{word}({name})”"),
            Self::Sign(sign) => format!("“{sign}”"),
            Self::End => "规则结尾".to_owned(),
        }
    }
}

/// A token and the byte where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub(crate) token: Token,
    pub(crate) at: usize,
}

/// Signs, the longer ones first, full-width ones beside them.
const SIGNS: &[(&str, &str)] = &[
    (">=", ">="),
    ("<=", "<="),
    ("!=", "!="),
    ("<>", "!="),
    ("==", "="),
    ("≥", ">="),
    ("≤", "<="),
    ("≠", "!="),
    ("＞＝", ">="),
    ("＜＝", "<="),
    ("=", "="),
    ("＝", "="),
    (">", ">"),
    ("＞", ">"),
    ("<", "<"),
    ("＜", "<"),
    ("(", "("),
    ("（", "("),
    (")", ")"),
    ("）", ")"),
    (",", ","),
    ("，", ","),
    ("、", ","),
    (".", "."),
    ("+", "+"),
    ("＋", "+"),
    ("-", "-"),
    ("－", "-"),
    ("*", "*"),
    ("×", "*"),
    ("/", "/"),
    ("÷", "/"),
];

/// Quotation marks and what closes them.
const QUOTES: &[(char, char)] = &[
    ('\'', '\''),
    ('"', '"'),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
];

/// Cuts a text into tokens; the last one is [`Token::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<Placed>, Fault> {
    let mut lexer = Lexer {
        text,
        at: 0,
        found: Vec::new(),
    };
    while lexer.step()? {}
    lexer.push(Token::End, text.len());
    Ok(lexer.found)
}

/// Whether a text is read as exactly one word that the language does not know: a code's label
/// that needs no quotation marks.
pub(crate) fn is_plain_word(text: &str) -> bool {
    let known = words::known().contains(text);
    let one = tokens(text).is_ok_and(|tokens| {
        matches!(&tokens[..], [Placed { token: Token::Word(word), .. }, _] if word == text)
    });
    one && !known
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    found: Vec<Placed>,
}

impl<'a> Lexer<'a> {
    fn push(&mut self, token: Token, at: usize) {
        self.found.push(Placed { token, at });
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn fault(&self, at: usize, message: impl Into<String>) -> Fault {
        Fault::at(self.text, at, "rule-syntax", message)
    }

    /// Reads one token; `false` at the end.
    fn step(&mut self) -> Result<bool, Fault> {
        let Some(first) = self.rest().chars().next() else {
            return Ok(false);
        };
        if first.is_whitespace() {
            self.at += first.len_utf8();
        } else if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == first) {
            self.quoted(first, *close)?;
        } else if first.is_ascii_digit() {
            self.number()?;
        } else if is_word(first) {
            self.word()?;
        } else if let Some((typed, sign)) = SIGNS
            .iter()
            .find(|(typed, _)| self.rest().starts_with(typed))
        {
            self.push(Token::Sign(sign), self.at);
            self.at += typed.len();
        } else {
            return Err(self.fault(self.at, format!("不认识符号“{first}”，请删去或改正。")));
        }
        Ok(true)
    }

    fn quoted(&mut self, open: char, close: char) -> Result<(), Fault> {
        let start = self.at + open.len_utf8();
        let Some(length) = self.text[start..].find(close) else {
            return Err(self.fault(
                self.at,
                format!("引号没有结束，请在文字后面补上“{close}”。"),
            ));
        };
        self.push(
            Token::Text(self.text[start..start + length].to_owned()),
            self.at,
        );
        self.at = start + length + close.len_utf8();
        Ok(())
    }

    /// A number, a day (2026-01-01) or a month (2026-01).
    fn number(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let start = self.at;
        let head = digits(rest);
        if head == 4 && rest[4..].starts_with('-') && digits(&rest[5..]) == 2 {
            let is_day = rest[7..].starts_with('-') && digits(&rest[8..]) == 2;
            let length = if is_day { 10 } else { 7 };
            let typed = &rest[..length];
            let token = if is_day {
                catalog::period::day_of(typed).map(Token::Day)
            } else {
                month_of(typed).map(Token::Month)
            };
            let Some(token) = token else {
                return Err(self.fault(start, format!("日历上没有“{typed}”，请核对日期。")));
            };
            self.push(token, start);
            self.at += length;
            return Ok(());
        }
        let mut length = head;
        if rest[head..].starts_with('.') {
            let decimals = digits(&rest[head + 1..]);
            if decimals > 0 {
                length += 1 + decimals;
            }
        }
        let typed = &rest[..length];
        // Past 15 digits a number would be rounded without a word.
        match typed.parse::<f64>() {
            Ok(number) if length <= 16 => {
                self.push(Token::Number(number, typed.to_owned()), start);
                self.at += length;
                Ok(())
            }
            _ => Err(self.fault(start, "数字太长，最多15位。")),
        }
    }

    fn word(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        let run = run_length(rest);
        // A label with signs in it wins, unless it ends in the middle of a longer word.
        if let Some(label) = words::signed_labels()
            .iter()
            .find(|label| rest.starts_with(label.as_str()) && label.len() > run)
        {
            self.push(Token::Word(label.clone()), self.at);
            self.at += label.len();
            return Ok(());
        }
        let typed = &rest[..run];
        let pieces = if words::known().contains(typed) {
            vec![typed]
        } else {
            cut(typed).unwrap_or_else(|| vec![typed])
        };
        for piece in &pieces {
            let at = self.at;
            self.at += piece.len();
            self.push(Token::Word((*piece).to_owned()), at);
        }
        if pieces
            .last()
            .is_some_and(|last| words::NAMED.contains(last))
        {
            self.name_in_brackets()?;
        }
        Ok(())
    }

    /// The name behind 标签 and its like: everything up to the bracket that closes it.
    fn name_in_brackets(&mut self) -> Result<(), Fault> {
        let spaces = self.rest().len() - self.rest().trim_start().len();
        let open_at = self.at + spaces;
        let Some(open) = self.text[open_at..]
            .chars()
            .next()
            .filter(|c| matches!(c, '(' | '（'))
        else {
            return Ok(());
        };
        let start = open_at + open.len_utf8();
        let mut depth = 1;
        for (offset, character) in self.text[start..].char_indices() {
            match character {
                '(' | '（' => depth += 1,
                ')' | '）' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let name = self.text[start..start + offset].trim();
                let name = name.trim_matches(|c| QUOTES.iter().any(|(a, b)| c == *a || c == *b));
                let Some(Placed {
                    token: Token::Word(word),
                    at,
                }) = self.found.pop()
                else {
                    return Ok(());
                };
                self.push(Token::Named(word, name.to_owned()), at);
                self.at = start + offset + character.len_utf8();
                return Ok(());
            }
        }
        Err(self.fault(open_at, "括号没有结束，请在名称后面补上“)”。"))
    }
}

/// Characters of a word.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '·'
}

/// Bytes of the word at the beginning of a text.
fn run_length(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// A run of characters cut into known words and numbers, the longest first (户籍地在本区 → 户籍地,
/// 在, 本区); `None` when something is left that is not known.
fn cut(run: &str) -> Option<Vec<&str>> {
    let mut ends: Vec<usize> = run.char_indices().map(|(at, _)| at).skip(1).collect();
    ends.push(run.len());
    // best[i]: the pieces of run[i..], found from the back.
    let mut best: Vec<Option<Vec<&str>>> = vec![None; run.len() + 1];
    best[run.len()] = Some(Vec::new());
    let mut starts: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    starts.reverse();
    for start in starts {
        let candidates = ends.iter().rev().filter(|end| **end > start);
        for end in candidates {
            let piece = &run[start..*end];
            if words::known().contains(piece)
                && let Some(tail) = &best[*end]
            {
                let mut pieces = vec![piece];
                pieces.extend(tail);
                best[start] = Some(pieces);
                break;
            }
        }
    }
    best.swap_remove(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn words_of(text: &str) -> Vec<String> {
        tokens(text)
            .unwrap()
            .into_iter()
            .map(|placed| placed.token.shown())
            .collect()
    }

    #[test]
    fn spaces_are_not_needed_where_words_are_known() {
        assert_eq!(
            words_of("年龄>=80岁且户籍地在本区"),
            words_of("年龄 >= 80 岁 且 户籍地 在 本区")
        );
        assert_eq!(
            words_of("户籍类别/户口性质=农业户口"),
            ["“户籍类别/户口性质”", "“=”", "“农业户口”", "规则结尾"]
        );
        assert_eq!(words_of("建筑面积/2").len(), 4);
    }

    #[test]
    fn names_in_brackets_are_taken_as_they_stand() {
        assert_eq!(
            words_of("非标签（独居(户内唯一居住人)）且健在"),
            [
                "“非”",
                "“标签(独居(户内唯一居住人))”",
                "“且”",
                "“健在”",
                "规则结尾"
            ]
        );
    }

    #[test]
    fn a_wrong_day_is_said_with_its_place() {
        let fault = tokens("出生日期 < 2026-02-30").unwrap_err();
        assert_eq!((fault.line, fault.column), (1, 8));
        assert!(fault.message.contains("2026-02-30"));
    }
}
