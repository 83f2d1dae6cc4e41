//! Chinese numerals as they stand in addresses: `三` 3, `十二` 12, `一百零三` 103, `三零一` 301.

/// The digit a Chinese numeral character stands for, if it is a plain digit.
fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The power of ten a Chinese numeral character multiplies by.
fn power(c: char) -> Option<u32> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        _ => None,
    }
}

/// Tens in one character: 廿三 is 23.
fn tens(c: char) -> Option<u32> {
    match c {
        '廿' => Some(20),
        '卅' => Some(30),
        _ => None,
    }
}

/// Whether a character can stand in a Chinese numeral of an address.
pub(crate) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || power(c).is_some() || tens(c).is_some()
}

/// A run of Chinese numerals at the start of a text: its decimal digits, its length in bytes and
/// in characters. `None` when there is none or it is no number (`十百`).
pub(crate) fn leading(text: &str) -> Option<Numeral> {
    let end = text.find(|c| !is_numeral(c)).unwrap_or(text.len());
    if end == 0 {
        return None;
    }
    let run = &text[..end];
    let characters = run.chars().count();
    let positional = run.chars().all(|c| digit(c).is_some());
    let digits = if positional {
        spelled(run)?
    } else {
        counted(run)?.to_string()
    };
    Some(Numeral {
        digits,
        bytes: end,
        characters,
        positional,
    })
}

/// A Chinese numeral that was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Numeral {
    /// Decimal digits, such as `301`.
    pub digits: String,
    /// Length in bytes of the run.
    pub bytes: usize,
    /// Length in characters of the run.
    pub characters: usize,
    /// Written digit by digit (`三零一`), not counted (`三百零一`).
    pub positional: bool,
}

/// `三零一` → `301`.
fn spelled(run: &str) -> Option<String> {
    run.chars()
        .map(|c| digit(c).and_then(|d| char::from_digit(d, 10)))
        .collect()
}

/// `一百零三` → 103, `十二` → 12.
fn counted(run: &str) -> Option<u32> {
    let (mut total, mut pending, mut last_power) = (0, None, u32::MAX);
    for c in run.chars() {
        if let Some(d) = digit(c) {
            if pending.is_some_and(|before| before != 0) {
                return None;
            }
            pending = Some(d);
        } else if let Some(tens) = tens(c) {
            if pending.is_some_and(|before| before != 0) || last_power <= 10 {
                return None;
            }
            total += tens;
            (pending, last_power) = (None, 10);
        } else {
            let power = power(c)?;
            if power >= last_power {
                return None;
            }
            total += pending.filter(|d| *d != 0).unwrap_or(1) * power;
            (pending, last_power) = (None, power);
        }
    }
    Some(total + pending.unwrap_or(0))
}

/// A number below 1000 in Chinese, for the parts of a name that are written so: 12 → `十二`.
pub(crate) fn spell(number: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let at = |d: u32| DIGITS[(d % 10) as usize];
    match number {
        0..=9 => at(number).to_string(),
        10..=99 => {
            let mut text = String::new();
            if number >= 20 {
                text.push(at(number / 10));
            }
            text.push('十');
            if !number.is_multiple_of(10) {
                text.push(at(number));
            }
            text
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_counted_and_spelled_numerals() {
        let cases = [
            ("三", "3"),
            ("十", "10"),
            ("十二", "12"),
            ("二十", "20"),
            ("二十一", "21"),
            ("一百零三", "103"),
            ("一百二十八", "128"),
            ("三零一", "301"),
            ("三〇一", "301"),
            ("一二〇二", "1202"),
            ("廿三", "23"),
            ("一百廿", "120"),
            ("叁拾贰", "32"),
        ];
        for (text, digits) in cases {
            assert_eq!(
                leading(text).map(|n| n.digits).as_deref(),
                Some(digits),
                "{text}"
            );
        }
        for text in ["", "楼", "十百", "二三十"] {
            assert!(leading(text).is_none(), "{text}");
        }
        assert_eq!(
            leading("三号楼").map(|n| (n.bytes, n.characters)),
            Some((3, 1))
        );
    }

    #[test]
    fn spells_numbers_of_names() {
        for (number, text) in [
            (2, "二"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (35, "三十五"),
        ] {
            assert_eq!(spell(number), text);
        }
    }
}
