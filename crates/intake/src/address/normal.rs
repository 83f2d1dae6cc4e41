//! An address as one plain line: half width, one kind of dash, no spaces but those that part two
//! numbers, brackets taken out.

/// A normalised address.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The text outside brackets.
    pub text: String,
    /// What stood in brackets, in order, normalised too.
    pub bracketed: Vec<String>,
}

/// The plain form of one character, or `None` when it carries nothing.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{3000}' | '\u{a0}' | '\t' | '\r' | '\n' | '，' | ',' | ';' | '；' | ':' | '：'
        | '。' | '|' | '"' | '“' | '”' => ' ',
        '\'' | '‘' | '’' | '\u{feff}' | '\u{200b}' | '*' => return None,
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '﹣' | 'ー' | '_' | '～' | '~' => {
            '-'
        }
        '＃' | '♯' | '№' => '#',
        '、' | '\\' | '／' | '＼' => '/',
        '·' | '•' | '．' | '・' => '.',
        '○' => '〇',
        'Ⅰ' => '一',
        'Ⅱ' => '二',
        'Ⅲ' => '三',
        'Ⅳ' => '四',
        '\u{ff01}'..='\u{ff5e}' => {
            let half = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
            return plain(half).map(|c| c.to_ascii_uppercase());
        }
        c if c.is_control() => return None,
        c => c.to_ascii_uppercase(),
    })
}

/// Whether a bracketed piece belongs to the name it follows: `(二期)`, `（东区）`.
fn belongs_to_name(piece: &str) -> bool {
    let short = piece.chars().count() <= 4;
    short && piece.ends_with(['期', '区', '院', '苑', '园', '里'])
}

/// Reads a line.
pub(crate) fn line(text: &str) -> Line {
    let mut out = Line {
        text: String::with_capacity(text.len()),
        bracketed: Vec::new(),
    };
    let mut piece: Option<String> = None;
    for c in text.trim().chars() {
        let Some(c) = plain(c) else { continue };
        match (c, &mut piece) {
            ('(' | '[' | '【' | '〔' | '<' | '《', None) => piece = Some(String::new()),
            (')' | ']' | '】' | '〕' | '>' | '》', Some(inner)) => {
                let inner = std::mem::take(inner);
                piece = None;
                close(&mut out, inner);
            }
            (_, Some(inner)) => push(inner, c),
            (')' | ']' | '】' | '〕' | '>' | '》', None) => {}
            (_, None) => push(&mut out.text, c),
        }
    }
    if let Some(inner) = piece {
        close(&mut out, inner);
    }
    let kept = out.text.trim_end_matches([' ', '.', '-', '/']).len();
    out.text.truncate(kept);
    out.text = super::pasted::without_numbers(std::mem::take(&mut out.text));
    out
}

/// Puts a closed bracket where it belongs.
fn close(out: &mut Line, piece: String) {
    if belongs_to_name(&piece) {
        out.text.push_str(&piece);
    } else if !piece.is_empty() {
        out.bracketed.push(piece);
    }
}

/// Appends a character; a space stays only between two ASCII characters, where it separates.
fn push(text: &mut String, c: char) {
    let last = text.chars().next_back();
    if c == ' ' {
        if last.is_some_and(|last| last.is_ascii_alphanumeric()) {
            text.push(' ');
        }
        return;
    }
    if last == Some(' ') && !c.is_ascii_alphanumeric() {
        text.pop();
    }
    // A point or dash that follows another separator says nothing new.
    if matches!(c, '-' | '/') && text.ends_with(['-', '/']) {
        return;
    }
    text.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plain_line() {
        let cases = [
            ("３号楼　２单元", "3号楼2单元"),
            ("3＃2－301", "3#2-301"),
            ("花园 3 2 301", "花园3 2 301"),
            ("3 号楼 2 单元", "3号楼2单元"),
            ("a座——301", "A座-301"),
            ("幸福花园（二期）3栋", "幸福花园二期3栋"),
            ("幸福花园3栋（张三）", "幸福花园3栋"),
            ("幸福花园3栋（张三", "幸福花园3栋"),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text).text, expected, "{text}");
        }
        assert_eq!(line("花园(3-2-301)").bracketed, ["3-2-301"]);
    }
}
