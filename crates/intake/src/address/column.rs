//! Address parts that a sheet keeps in columns of their own (小区, 楼栋, 单元, 楼层, 房间号).

use super::estate;
use super::item::{self, Item, Label};
use super::normal;
use super::numeral;
use super::tail;

/// Whether a text says that there is nothing: 无, —, 0.
pub(crate) fn says_nothing(text: &str) -> bool {
    crate::clean::empty::says_nothing(text) || text.chars().all(|c| c == '0')
}

/// The canonical name in a 小区 column.
pub(crate) fn estate(text: &str) -> Option<String> {
    let line = normal::line(text).text;
    if says_nothing(&line) {
        return None;
    }
    let mut name = String::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let counts = c.is_ascii_alphanumeric() || numeral::is_numeral(c);
        match estate::numbered(&line[at..]).filter(|_| counts) {
            Some((part, length)) => {
                name.push_str(&part);
                at += length;
            }
            None => {
                name.push(c);
                at += c.len_utf8();
            }
        }
    }
    estate::canonical(&name)
}

/// The canonical building of a 楼栋 column: `3号楼`, `3#`, `三栋`, `3` → `3`; names stay names.
pub(crate) fn building(text: &str) -> Option<String> {
    let allowed = [Label::Building, Label::Number, Label::Storey, Label::None];
    single(text, &allowed)
}

/// The canonical unit of a 单元 column.
pub(crate) fn unit(text: &str) -> Option<String> {
    single(text, &[Label::Unit, Label::Number, Label::None])
}

/// The canonical floor of a 楼层 column: `3层` → `3`, `负一层` → `-1`.
pub(crate) fn floor(text: &str) -> Option<String> {
    let line = normal::line(text).text;
    if let Some(depth) = line.strip_prefix('-') {
        let (items, length) = item::items(depth);
        let whole = length == depth.len();
        return match items.as_slice() {
            [only] if whole && !only.value.starts_with('-') => Some(format!("-{}", only.value)),
            _ => None,
        };
    }
    single(text, &[Label::Floor, Label::Storey, Label::None])
}

/// The canonical room of a 房间号 column: `301室`, `0301` → `301`.
pub(crate) fn room(text: &str) -> Option<String> {
    let line = normal::line(text).text;
    if let Some(below) = line.strip_prefix('-')
        && (3..=4).contains(&below.len())
        && below.bytes().all(|byte| byte.is_ascii_digit())
    {
        // A room below ground: -101.
        return Some(line);
    }
    single(text, &[Label::Room, Label::Number, Label::None])
}

/// The one value of a column; a text without any digit is a name and stays as it is.
fn single(text: &str, allowed: &[Label]) -> Option<String> {
    let line = normal::line(text).text;
    if says_nothing(&line) {
        return None;
    }
    if let Some(numeral) = numeral::leading(&line).filter(|numeral| numeral.bytes == line.len()) {
        return Some(item::trimmed(&numeral.digits).to_owned());
    }
    let (items, length) = item::items(&line);
    let items = tail::joined(items);
    let whole = length == line.len();
    match items.as_slice() {
        [Item { value, label, .. }] if whole && allowed.contains(label) => Some(value.clone()),
        [zone, number]
            if whole
                && zone.is_letter()
                && zone.label == Label::None
                && allowed.contains(&Label::Building)
                && matches!(number.label, Label::Building | Label::None) =>
        {
            Some(format!("{}{}", zone.value, number.value))
        }
        _ if line.chars().any(|c| c.is_ascii_digit()) => None,
        [] if line.chars().count() <= 8 => Some(line),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_one_spelling() {
        for text in [
            "3", "3号楼", "3#", "3栋", "三幢", "03", "３号", "第3栋", "三",
        ] {
            assert_eq!(building(text).as_deref(), Some("3"), "{text}");
        }
        for text in ["2", "2单元", "二单元", "02"] {
            assert_eq!(unit(text).as_deref(), Some("2"), "{text}");
        }
        for text in ["301", "301室", "0301", "301户", "301房", "三零一"] {
            assert_eq!(room(text).as_deref(), Some("301"), "{text}");
        }
        for text in ["负一层", "-1", "-1层", "地下1层", "地下室"] {
            assert_eq!(floor(text).as_deref(), Some("-1"), "{text}");
        }
        for text in ["无", "—", "0", "", "-"] {
            assert_eq!(building(text), None, "{text}");
            assert_eq!(unit(text), None, "{text}");
        }
        assert_eq!(room("203附1").as_deref(), Some("203附1"));
        assert_eq!(building("A-3号楼").as_deref(), Some("A3"));
        assert_eq!(building("1-10幢"), None);
        assert_eq!(building("综合楼").as_deref(), Some("综合楼"));
        assert_eq!(estate("金秀花园(2期)").as_deref(), Some("金秀花园二期"));
        assert_eq!(estate("金秀花园小区").as_deref(), Some("金秀花园"));
    }
}
