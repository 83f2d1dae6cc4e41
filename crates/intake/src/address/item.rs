//! The numbered pieces of the end of an address: a value (`3`, `A`, `三`, `附2`) with the word
//! that says what it counts (号楼, 单元, 层, 室, …), if any.

use super::numeral;

/// What the word after a value says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// 号楼, 栋, 幢, 座, #.
    Building,
    /// A bare 号: a building, a door number or a room, by its place.
    Number,
    /// 单元, 门, 梯.
    Unit,
    /// 层, F.
    Floor,
    /// A bare 楼: a building or a floor, by its place.
    Storey,
    /// 室, 户, 房.
    Room,
    /// Nothing is said.
    None,
}

/// One value with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// Canonical value: ASCII digits without leading zeros, upper-case letters.
    pub value: String,
    /// What it counts.
    pub label: Label,
    /// The separator written before it (`-`, `/`, space, `.`), if any.
    pub separator: Option<char>,
    /// How many digits were written, leading zeros included.
    pub digits: usize,
}

impl Item {
    /// Whether the value is made of letters only, such as `A`.
    pub(crate) fn is_letter(&self) -> bool {
        self.digits == 0 && self.value.chars().all(|c| c.is_ascii_uppercase())
    }
}

/// Words after a value, longest first where one starts another; the second list names
/// continuations that make it another word (房东 is no room).
const LABELS: &[(&str, Label, &[&str])] = &[
    ("号楼座", Label::Building, &[]),
    ("号楼", Label::Building, &[]),
    ("号栋", Label::Building, &[]),
    ("号幢", Label::Building, &[]),
    ("号座", Label::Building, &[]),
    ("#楼", Label::Building, &[]),
    ("#栋", Label::Building, &[]),
    ("#幢", Label::Building, &[]),
    ("#", Label::Building, &[]),
    ("栋楼", Label::Building, &[]),
    ("幢楼", Label::Building, &[]),
    ("楼座", Label::Building, &[]),
    ("栋", Label::Building, &[]),
    ("幢", Label::Building, &[]),
    ("座", Label::Building, &[]),
    ("号单元", Label::Unit, &[]),
    ("单元", Label::Unit, &[]),
    ("号门洞", Label::Unit, &[]),
    (
        "号门",
        Label::Unit,
        &["市", "面", "口", "诊", "店", "头", "脸", "岗", "牌"],
    ),
    ("门洞", Label::Unit, &[]),
    (
        "门",
        Label::Unit,
        &["市", "面", "口", "诊", "店", "头", "脸", "岗", "牌"],
    ),
    ("梯", Label::Unit, &[]),
    ("楼层", Label::Floor, &[]),
    ("层", Label::Floor, &[]),
    ("楼", Label::Storey, &["上", "下", "顶", "道", "梯", "群"]),
    ("号房间", Label::Room, &[]),
    ("号房", Label::Room, &["东", "主"]),
    ("号室", Label::Room, &[]),
    ("号户", Label::Room, &["主"]),
    ("房间", Label::Room, &[]),
    ("室", Label::Room, &[]),
    ("户", Label::Room, &["主"]),
    ("房", Label::Room, &["东", "主"]),
    ("号", Label::Number, &[]),
];

/// First characters of the words in `LABELS`, to pass over all other text quickly.
const LABEL_STARTS: [char; 13] = [
    '号', '#', '栋', '幢', '座', '楼', '单', '门', '梯', '层', '室', '户', '房',
];

/// The label a text starts with and its length in bytes.
pub(crate) fn label(text: &str) -> (Label, usize) {
    if text.starts_with('F') && !text[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (Label::Floor, 1);
    }
    if !text.starts_with(LABEL_STARTS) {
        return (Label::None, 0);
    }
    LABELS
        .iter()
        .find(|(word, _, not_before)| {
            text.strip_prefix(word)
                .is_some_and(|rest| !not_before.iter().any(|next| rest.starts_with(next)))
        })
        .map_or((Label::None, 0), |(word, label, _)| (*label, word.len()))
}

/// Canonical digits: no leading zeros, but never empty.
pub(crate) fn trimmed(digits: &str) -> &str {
    let kept = digits.trim_start_matches('0');
    if kept.is_empty() && !digits.is_empty() {
        "0"
    } else {
        kept
    }
}

/// Reads all items at the start of a text; also gives how many bytes they take.
pub(crate) fn items(text: &str) -> (Vec<Item>, usize) {
    let mut items = Vec::with_capacity(4);
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (separator, skip) = separator(rest, !items.is_empty());
        let Some((item, length)) = item(&rest[skip..], separator, items.is_empty()) else {
            break;
        };
        items.push(item);
        at += skip + length;
    }
    (items, at)
}

/// The separator at the start of a text and its length: 和, 及 and the like count as `/`, 至 and 到
/// as `~`, when they stand between two numbers.
fn separator(text: &str, between: bool) -> (Option<char>, usize) {
    let Some(c) = text.chars().next() else {
        return (None, 0);
    };
    let length = c.len_utf8();
    let number_follows = || text[length..].starts_with(|c: char| c.is_ascii_digit());
    match c {
        '-' | '/' | ' ' | '.' => (Some(c), length),
        '和' | '及' | '与' if between && number_follows() => (Some('/'), length),
        '至' | '到' if between && number_follows() => (Some('~'), length),
        _ => (None, 0),
    }
}

/// Reads one item and its length in bytes.
fn item(text: &str, separator: Option<char>, first: bool) -> Option<(Item, usize)> {
    if let Some(found) = underground(text, separator) {
        return Some(found);
    }
    let (hash, text) = text.strip_prefix('#').map_or((0, text), |rest| (1, rest));
    let (ordinal, text) = text
        .strip_prefix('第')
        .map_or((0, text), |rest| ('第'.len_utf8(), rest));
    let (value, digits, length) = value(text, first)?;
    let (mut label, label_length) = label(&text[length..]);
    if hash == 1 && label == Label::None {
        label = Label::Building;
    }
    if ordinal > 0 && label == Label::None {
        return None;
    }
    let below = separator == Some('-') && label == Label::Floor && digits == 1;
    let (value, separator) = if below && matches!(value.as_str(), "1" | "2") {
        (format!("-{value}"), None)
    } else {
        (value, separator)
    };
    Some((
        Item {
            value,
            label,
            separator,
            digits,
        },
        hash + ordinal + length + label_length,
    ))
}

/// 地下室, 地下一层, 负1层, 负一楼, B1层: floors below ground.
fn underground(text: &str, separator: Option<char>) -> Option<(Item, usize)> {
    let floor = |level: &str, length| {
        (
            Item {
                value: format!("-{level}"),
                label: Label::Floor,
                separator,
                digits: 1,
            },
            length,
        )
    };
    let word = ["地下", "负", "B"]
        .into_iter()
        .find(|word| text.starts_with(word))?;
    let rest = &text[word.len()..];
    if word == "负" {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        if (3..=4).contains(&digits) {
            // 负101室, a room below ground.
            let (label, label_length) = label(&rest[digits..]);
            let room = Item {
                value: format!("-{}", &rest[..digits]),
                label,
                separator,
                digits,
            };
            return Some((room, word.len() + digits + label_length));
        }
    }
    if word == "地下" && rest.starts_with('室') {
        return Some(floor("1", "地下室".len()));
    }
    let (level, length) = match rest.chars().next()? {
        c @ '1'..='5' => (c.to_string(), 1),
        _ => numeral::leading(rest).map(|n| (n.digits, n.bytes))?,
    };
    let (label, label_length) = label(&rest[length..]);
    let is_floor = label == Label::Floor || (word != "B" && label == Label::Storey);
    is_floor.then(|| floor(&level, word.len() + length + label_length))
}

/// A value at the start of a text: canonical text, digits written, length in bytes.
fn value(text: &str, first: bool) -> Option<(String, usize, usize)> {
    let c = text.chars().next()?;
    match c {
        '0'..='9' => number(text),
        'A'..='Z' => lettered(text),
        '附' | '临' | '甲' | '乙' | '丙' | '丁' => prefixed(text, c),
        '东' | '西' | '南' | '北' | '中' if !first => sided(text, c),
        _ => chinese(text),
    }
}

/// `301`, `0301`, `301A`; longer runs are phone numbers or the like.
fn number(text: &str) -> Option<(String, usize, usize)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    if end > 5 {
        return None;
    }
    let mut value = trimmed(&text[..end]).to_owned();
    let mut length = end;
    let mut after = text[end..].chars();
    if let Some(letter @ 'A'..='Z') = after.next() {
        let is_floor = label(&text[end..]).0 == Label::Floor;
        let stands_alone = !after
            .as_str()
            .starts_with(|c: char| c.is_ascii_alphanumeric());
        if !is_floor && stands_alone {
            value.push(letter);
            length += 1;
        }
    }
    Some((value, end, length))
}

/// `A`, `B3`, `AB`, `B101`.
fn lettered(text: &str) -> Option<(String, usize, usize)> {
    let letters = text
        .find(|c: char| !c.is_ascii_uppercase())
        .unwrap_or(text.len());
    if letters > 2 {
        return None;
    }
    let rest = &text[letters..];
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    if digits > 5 {
        return None;
    }
    let value = format!("{}{}", &text[..letters], trimmed(&rest[..digits]));
    Some((value, digits, letters + digits))
}

/// `附3`, `临12`, `甲3`, and `甲` itself before a word such as 栋.
fn prefixed(text: &str, prefix: char) -> Option<(String, usize, usize)> {
    let rest = &text[prefix.len_utf8()..];
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    if (1..=4).contains(&end) {
        let value = format!("{prefix}{}", trimmed(&rest[..end]));
        return Some((value, end, prefix.len_utf8() + end));
    }
    let named = matches!(prefix, '甲' | '乙' | '丙' | '丁')
        && matches!(label(rest).0, Label::Building | Label::Unit | Label::Room);
    (end == 0 && named).then(|| (prefix.to_string(), 0, prefix.len_utf8()))
}

/// `东` before 单元, 户 and the like.
fn sided(text: &str, side: char) -> Option<(String, usize, usize)> {
    let rest = &text[side.len_utf8()..];
    matches!(label(rest).0, Label::Unit | Label::Room)
        .then(|| (side.to_string(), 0, side.len_utf8()))
}

/// `三` before a word, or `三零一` on its own.
fn chinese(text: &str) -> Option<(String, usize, usize)> {
    let numeral = numeral::leading(text)?;
    let labelled = label(&text[numeral.bytes..]).0 != Label::None;
    let spelled_out = numeral.positional && (3..=5).contains(&numeral.characters);
    (labelled || spelled_out).then(|| {
        let digits = numeral.digits.len();
        (trimmed(&numeral.digits).to_owned(), digits, numeral.bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, Label)> {
        items(text)
            .0
            .into_iter()
            .map(|item| (item.value, item.label))
            .collect()
    }

    #[test]
    fn reads_values_and_labels() {
        use Label::{Building, Floor, None, Number, Room, Storey, Unit};
        let cases: &[(&str, &[(&str, Label)])] = &[
            (
                "3号楼2单元301室",
                &[("3", Building), ("2", Unit), ("301", Room)],
            ),
            ("11#2-203", &[("11", Building), ("2", None), ("203", None)]),
            ("#3-301", &[("3", Building), ("301", None)]),
            (
                "三栋二单元三零一",
                &[("3", Building), ("2", Unit), ("301", None)],
            ),
            (
                "03幢01单元0301户",
                &[("3", Building), ("1", Unit), ("301", Room)],
            ),
            (
                "A座12F1201",
                &[("A", Building), ("12", Floor), ("1201", None)],
            ),
            (
                "甲栋东单元5楼",
                &[("甲", Building), ("东", Unit), ("5", Storey)],
            ),
            ("5号负一层", &[("5", Number), ("-1", Floor)]),
            ("5号地下室", &[("5", Number), ("-1", Floor)]),
            ("3号楼301户主", &[("3", Building), ("301", None)]),
            ("3号楼301 13800000000", &[("3", Building), ("301", None)]),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> = expected
                .iter()
                .map(|(value, label)| ((*value).to_owned(), *label))
                .collect();
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
