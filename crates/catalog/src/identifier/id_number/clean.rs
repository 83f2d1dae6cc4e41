//! From what is typed to 18 characters of the right kind.

use super::{check_of, finding};
use crate::identifier::IdFinding;
use crate::text;

/// 18 characters, the first 17 digits, the last a digit or X; `None` with a finding when the text
/// is something else, and without one when it says that there is no number.
pub(super) fn clean(typed: &str, findings: &mut Vec<IdFinding>) -> Option<[u8; 18]> {
    // The common case: nothing to tidy.
    if let Ok(number) = <[u8; 18]>::try_from(typed.as_bytes())
        && is_number(&number)
    {
        return Some(number);
    }
    if text::is_nothing(typed) {
        return None;
    }
    let word = tidy(typed);
    if word != typed {
        findings.push(finding::TIDIED);
    }
    read_word(&word, typed)
        .inspect(|_| {
            if word.len() == 15 {
                findings.push(finding::UPGRADED);
            }
        })
        .map_err(|refusal| {
            findings.retain(|held| *held != finding::TIDIED);
            findings.push(refusal);
        })
        .ok()
}

fn read_word(word: &str, typed: &str) -> Result<[u8; 18], IdFinding> {
    if text::is_scientific(&text::half_width(typed)) {
        return Err(finding::EXCEL_DAMAGED);
    }
    match word.len() {
        18 => {
            let number = <[u8; 18]>::try_from(word.as_bytes()).ok();
            number.filter(is_number).ok_or(finding::BAD_CHARACTER)
        }
        15 => upgrade(word.as_bytes()).ok_or(finding::BAD_CHARACTER),
        _ if word.chars().count() == 18 || word.chars().count() == 15 => {
            Err(finding::BAD_CHARACTER)
        }
        _ => Err(finding::WRONG_LENGTH),
    }
}

fn is_number(number: &[u8; 18]) -> bool {
    number[..17].iter().all(u8::is_ascii_digit)
        && (number[17].is_ascii_digit() || number[17] == b'X')
}

/// Half-width, without spaces, quotes and dashes; `x`, `×` and `*` in the last place are the X.
fn tidy(typed: &str) -> String {
    let mut word: String = text::squeeze(typed)
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '\'' | '"' | '`' | '‘' | '’' | '“' | '”' | '-' | '_' | '.' | ','
            )
        })
        .collect();
    // A float column turns a short number into `…0.0`; the point is gone above, so look again.
    if typed.trim_end().ends_with(".0") {
        word.pop();
    }
    if let Some(last) = word.pop() {
        word.push(if matches!(last, 'x' | '×' | '*' | '✕' | 'х') {
            'X'
        } else {
            last
        });
    }
    word.to_ascii_uppercase()
}

/// The 15-digit number of the time before October 1999, brought to 18: the century goes in, and
/// the check behind. Serials 996 to 999 were kept for people born before 1900.
fn upgrade(old: &[u8]) -> Option<[u8; 18]> {
    if old.len() != 15 || !old.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let century: &[u8; 2] = if &old[12..] >= b"996".as_slice() {
        b"18"
    } else {
        b"19"
    };
    let mut number = [0_u8; 18];
    number[..6].copy_from_slice(&old[..6]);
    number[6..8].copy_from_slice(century);
    number[8..17].copy_from_slice(&old[6..]);
    let body: &[u8; 17] = number.first_chunk().expect("18 characters begin with 17");
    number[17] = check_of(body);
    Some(number)
}
