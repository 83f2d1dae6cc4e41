//! What gets pasted into an address and is none: phone numbers, postcodes, identity numbers, and
//! the title of the cell (`住址：`).

/// Digits in a row from which on a number counts nothing in a house: postcodes have six.
const LONG: usize = 6;

/// Words that announce such a number.
const ANNOUNCED: &[&str] = &[
    "邮政编码",
    "邮编",
    "联系电话",
    "联系方式",
    "手机号码",
    "手机号",
    "手机",
    "电话",
    "身份证号",
    "身份证",
    "TEL",
];

/// Titles of the cell that stand before the address itself.
const TITLES: &[&str] = &[
    "现居住地址",
    "现居住地",
    "家庭住址",
    "家庭地址",
    "户籍地址",
    "居住地址",
    "现住址",
    "居住地",
    "详细地址",
    "地址",
    "住址",
    "现住",
    "暂住",
    "租住",
    "住在",
];

/// Takes long numbers out, with the words before them; a blank stays where one was.
pub(crate) fn without_numbers(text: String) -> String {
    if longest_run(&text) < LONG {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let plain = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        kept.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let run = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        if run < LONG {
            kept.push_str(&rest[..run]);
            rest = &rest[run..];
            continue;
        }
        rest = rest[run..].trim_start_matches('X');
        drop_area_code(&mut kept);
        for word in ANNOUNCED {
            if let Some(before) = kept.trim_end_matches(' ').strip_suffix(word) {
                kept.truncate(before.len());
                break;
            }
        }
        if !kept.is_empty() && !kept.ends_with(' ') {
            kept.push(' ');
        }
    }
    kept.trim_start_matches([' ', '-', '/', '.'])
        .trim_end_matches([' ', '-', '/', '.'])
        .to_owned()
}

/// `0532-` before the number of a fixed line.
fn drop_area_code(kept: &mut String) {
    let Some(code) = kept.strip_suffix('-') else {
        return;
    };
    let bare = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = code.len() - bare.len();
    if (3..=4).contains(&digits) && code[bare.len()..].starts_with('0') {
        kept.truncate(bare.len());
    }
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for byte in text.bytes() {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        longest = Ord::max(longest, run);
    }
    longest
}

/// The text without the title of its cell.
pub(crate) fn without_title(text: &str) -> &str {
    TITLES
        .iter()
        .find_map(|title| text.strip_prefix(title))
        .map_or(text, |rest| rest.trim_start_matches([' ', '-', '/', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_stays() {
        let cases = [
            ("3号楼2单元301 13800000000", "3号楼2单元301"),
            ("3号楼2单元30113800000000", "3号楼2单元"),
            ("3号楼2单元301电话13800000000", "3号楼2单元301"),
            ("3-2-301 0532-80000000", "3-2-301"),
            ("266000山东省青岛市", "山东省青岛市"),
            ("青岛市邮编266000", "青岛市"),
            ("13800000000 3-2-301", "3-2-301"),
            ("3-2-301 37020319900101001X", "3-2-301"),
            ("辽宁路45号", "辽宁路45号"),
        ];
        for (text, kept) in cases {
            assert_eq!(without_numbers(text.to_owned()), kept, "{text}");
        }
        assert_eq!(without_title("住址 海韵花园"), "海韵花园");
        assert_eq!(without_title("海韵花园"), "海韵花园");
    }
}
