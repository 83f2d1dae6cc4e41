//! References inside of formulas, found without understanding the rest.

use crate::sheet::{MAX_COLUMNS, MAX_ROWS};

use super::a1;
use super::growth::Growth;

/// One corner of a reference; a whole column has no row, a whole row no column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Corner {
    col: Option<Place>,
    row: Option<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    at: u32,
    fixed: bool,
}

/// The formula after a region of `sheet` grew; `own` tells whether unqualified references mean
/// that sheet.
pub(super) fn grown(formula: &str, own: bool, sheet: &str, growth: &Growth) -> String {
    rewrite(formula, &mut |qualifier, first, last| {
        if !qualifier.map_or(own, |name| name.eq_ignore_ascii_case(sheet)) {
            return;
        }
        let Some(row) = &mut first.row else { return };
        if let Some(last) = last.and_then(|last| last.row.as_mut()) {
            last.at = growth.last_row(last.at);
        }
        row.at = growth.row(row.at);
    })
}

/// The formula as it reads some rows and columns away from where it was written.
pub(super) fn translated(formula: &str, rows: i64, cols: i64) -> String {
    let shift = |place: &mut Option<Place>, by: i64, limit: u32| {
        if let Some(place) = place.as_mut().filter(|place| !place.fixed) {
            let moved = i64::from(place.at) + by;
            place.at = u32::try_from(moved.clamp(0, i64::from(limit) - 1)).unwrap_or(0);
        }
    };
    rewrite(formula, &mut |_, first, last| {
        for corner in [Some(first), last].into_iter().flatten() {
            shift(&mut corner.row, rows, MAX_ROWS);
            shift(&mut corner.col, cols, MAX_COLUMNS);
        }
    })
}

/// What is handed each reference: its sheet when it names one, its first corner, and the last
/// one when it is a range.
type Change<'a> = dyn FnMut(Option<&str>, &mut Corner, Option<&mut Corner>) + 'a;

fn rewrite(formula: &str, change: &mut Change<'_>) -> String {
    let mut out = String::with_capacity(formula.len() + 8);
    let mut rest = formula;
    let mut sheet: Option<String> = None;
    while let Some(start) = rest.chars().next() {
        let length = match start {
            '"' => quoted_length(rest, '"'),
            '\'' => quoted_length(rest, '\''),
            '[' => rest.find(']').map_or(rest.len(), |at| at + 1),
            start if is_word(start) => word_length(rest),
            start => start.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if let Some(after) = after.strip_prefix('!') {
            // The name of a book in brackets right before belongs to the sheet's name.
            let foreign = out.ends_with(']');
            let name = token.trim_matches('\'').replace("''", "'");
            sheet = Some(if foreign { format!("]{name}") } else { name });
            out.push_str(token);
            out.push('!');
            rest = after;
            continue;
        }
        let reference = (is_word(start) && !after.starts_with(['(', '[']))
            .then(|| reference(token, after))
            .flatten();
        match reference {
            Some((mut first, mut last, length)) => {
                change(sheet.as_deref(), &mut first, last.as_mut());
                push_corner(&mut out, first);
                if let Some(last) = last {
                    out.push(':');
                    push_corner(&mut out, last);
                }
                rest = &after[length..];
            }
            None => {
                out.push_str(token);
                rest = after;
            }
        }
        sheet = None;
    }
    out
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '$' | '\\')
}

fn word_length(text: &str) -> usize {
    text.find(|character: char| !is_word(character))
        .unwrap_or(text.len())
}

/// Length of a quoted text; doubled quotes stand for one.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = text[at..].find(quote) {
        at += found + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// The reference that a token starts, with the length of what follows the token and belongs to
/// it.
fn reference(token: &str, after: &str) -> Option<(Corner, Option<Corner>, usize)> {
    let first = corner(token)?;
    let second = after
        .strip_prefix(':')
        .map(|rest| &rest[..word_length(rest)]);
    let last = second.and_then(corner).filter(|last| {
        last.row.is_some() == first.row.is_some() && last.col.is_some() == first.col.is_some()
    });
    if last.is_none() && (first.row.is_none() || first.col.is_none()) {
        // A lone word or number is a name or a number.
        return None;
    }
    let length = if last.is_some() {
        second.map_or(0, |second| second.len() + 1)
    } else {
        0
    };
    Some((first, last, length))
}

fn corner(token: &str) -> Option<Corner> {
    let (col_fixed, rest) = strip_fixed(token);
    let letters = rest
        .find(|character: char| !character.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    let (letters, rest) = rest.split_at(letters);
    let (row_fixed, digits) = if letters.is_empty() {
        (col_fixed, rest)
    } else {
        strip_fixed(rest)
    };
    let col = if letters.is_empty() {
        None
    } else {
        Some(Place {
            at: a1::parse_letters(letters)?,
            fixed: col_fixed,
        })
    };
    let row = if digits.is_empty() {
        None
    } else {
        let row: u32 = digits.parse().ok()?;
        (1..=MAX_ROWS)
            .contains(&row)
            .then(|| Place {
                at: row - 1,
                fixed: row_fixed,
            })?
            .into()
    };
    (col.is_some() || row.is_some()).then_some(Corner { col, row })
}

fn strip_fixed(text: &str) -> (bool, &str) {
    text.strip_prefix('$')
        .map_or((false, text), |rest| (true, rest))
}

fn push_corner(out: &mut String, corner: Corner) {
    if let Some(col) = corner.col {
        out.push_str(if col.fixed { "$" } else { "" });
        out.push_str(&a1::letters(col.at));
    }
    if let Some(row) = corner.row {
        out.push_str(if row.fixed { "$" } else { "" });
        out.push_str(&(row.at + 1).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_follow_a_region() {
        let growth = Growth {
            first: 4,
            old: 5,
            new: 8,
        };
        let own = |formula: &str| grown(formula, true, "名单", &growth);
        assert_eq!(own("SUM(E5:E9)"), "SUM(E5:E12)");
        assert_eq!(own("E10+$F$11*2"), "E13+$F$14*2");
        assert_eq!(own("A4&\"E10\"&E5"), "A4&\"E10\"&E5");
        assert_eq!(own("SUM(5:9)+COUNTA(A:A)"), "SUM(5:12)+COUNTA(A:A)");
        assert_eq!(
            own("VLOOKUP(A10,字典!A10:B20,2,0)"),
            "VLOOKUP(A13,字典!A10:B20,2,0)"
        );
        assert_eq!(own("LOG10(E10)+Q1total"), "LOG10(E13)+Q1total");
        assert_eq!(own("[1]名单!A10"), "[1]名单!A10");
        let other = |formula: &str| grown(formula, false, "名单", &growth);
        assert_eq!(other("名单!$A$1:$L$13"), "名单!$A$1:$L$16");
        assert_eq!(other("'名单'!E10+E10"), "'名单'!E13+E10");
        assert_eq!(other("'[1]名单'!E10"), "'[1]名单'!E10");
    }

    #[test]
    fn formulas_are_repeated_per_row() {
        assert_eq!(translated("E5+F5*$G$1", 3, 0), "E8+F8*$G$1");
        assert_eq!(translated("SUM($E5:F$5)", 1, 1), "SUM($E6:G$5)");
        assert_eq!(translated("TEXT(A5,\"yyyy\")", 2, 0), "TEXT(A7,\"yyyy\")");
    }
}
