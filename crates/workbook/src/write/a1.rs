//! `A1` and `A1:C3`: how spreadsheets name cells.

use crate::sheet::{MAX_COLUMNS, MAX_ROWS, Range};

/// Column letters of a 0-based column.
pub(crate) fn letters(col: u32) -> String {
    let mut rest = col + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters
        .iter()
        .rev()
        .map(|letter| char::from(*letter))
        .collect()
}

/// The name of a cell at 0-based places.
pub(crate) fn name(row: u32, col: u32) -> String {
    format!("{}{}", letters(col), row + 1)
}

/// The name of a range; a single cell goes without a colon.
pub(crate) fn range_name(range: &Range) -> String {
    let first = name(range.first_row, range.first_col);
    if range.spans() {
        format!("{first}:{}", name(range.last_row, range.last_col))
    } else {
        first
    }
}

/// 0-based (row, column) of a cell's name.
pub(crate) fn parse(name: &str) -> Option<(u32, u32)> {
    let split = name.find(|character: char| character.is_ascii_digit())?;
    let row: u32 = name[split..].parse().ok()?;
    let col = parse_letters(&name[..split])?;
    (1..=MAX_ROWS).contains(&row).then(|| (row - 1, col))
}

/// The 0-based column of its letters.
pub(crate) fn parse_letters(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut col = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        col = col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    (col <= MAX_COLUMNS).then(|| col - 1)
}

/// The range of a name such as `A1:C3` or `A1`.
pub(crate) fn parse_range(name: &str) -> Option<Range> {
    let (first, last) = name.split_once(':').unwrap_or((name, name));
    let (a, b) = (
        parse(&first.replace('$', ""))?,
        parse(&last.replace('$', ""))?,
    );
    Some(Range {
        first_row: a.0.min(b.0),
        first_col: a.1.min(b.1),
        last_row: a.0.max(b.0),
        last_col: a.1.max(b.1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places() {
        for (col, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(super::letters(col), letters);
            assert_eq!(parse_letters(letters), Some(col));
        }
        assert_eq!(parse("C12"), Some((11, 2)));
        assert_eq!(parse("XFE1"), None);
        assert_eq!(parse("A0"), None);
        assert_eq!(parse("A1048577"), None);
        assert_eq!(
            parse_range("$C$3:A1")
                .map(|range| range_name(&range))
                .as_deref(),
            Some("A1:C3")
        );
    }
}
