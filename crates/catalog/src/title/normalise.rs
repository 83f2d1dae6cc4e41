//! The plain form of a title: without required marks, numbering, units and layout.

use crate::text;

/// A title taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadTitle {
    /// The words, half-width, without white space; brackets that are not a unit stay.
    pub text: String,
    /// The unit in brackets at the end, such as 元 or 元/月.
    pub unit: Option<String>,
    /// Whether the title says that the column must be filled.
    pub required: bool,
}

impl ReadTitle {
    /// The words without a bracket at the end, and what stands in it.
    #[must_use]
    pub fn without_bracket(&self) -> Option<(&str, &str)> {
        let open = self.text.rfind('(')?;
        let inner = self.text[open + 1..].strip_suffix(')')?;
        (open > 0).then(|| (&self.text[..open], inner))
    }
}

/// Units that stand in brackets behind a title.
const UNITS: [&str; 45] = [
    "元",
    "万元",
    "元/月",
    "元/年",
    "元/人",
    "元/户",
    "元/人月",
    "㎡",
    "m2",
    "m²",
    "平方米",
    "平米",
    "平方",
    "人",
    "户",
    "个",
    "岁",
    "周岁",
    "间",
    "公斤",
    "件",
    "亩",
    "分钟",
    "天",
    "月",
    "年",
    "次",
    "%",
    "层",
    "万平方米",
    "万人",
    "公顷",
    "公里",
    "米",
    "元/平方米",
    "元/户月",
    "套",
    "栋",
    "座",
    "小时",
    "人次",
    "所",
    "处",
    "名",
    "千元",
];

/// Marks of columns that must be filled.
const MARKS: [char; 9] = ['*', '★', '☆', '※', '●', '▲', '△', '◆', '✱'];

/// Words that say so, or the contrary.
const REQUIRED: [&str; 4] = ["(必填项)", "(必填)", "(必须填写)", "必填项"];
const OPTIONAL: [&str; 4] = ["(选填)", "(可选)", "(非必填)", "(可不填)"];

/// Characters after which a leading number is a count and not the number of the column:
/// `60岁退役士兵`, `18周岁以下`.
const COUNTED: &str = "岁周年月日级类层号人户至以个元栋楼单室期次天小时分-~、至";

/// The plain form of a title: half-width, no white space, no required marks, no leading numbering
/// and no unit in brackets. Letters are lower case.
#[must_use]
pub fn normalise(title: &str) -> String {
    read_title(title).text
}

/// Takes a title apart.
#[must_use]
pub fn read_title(title: &str) -> ReadTitle {
    let mut word: String = text::squeeze(title).chars().map(plain_bracket).collect();
    let marked = word.contains(MARKS);
    word.retain(|c| !MARKS.contains(&c));
    let length = word.len();
    for note in REQUIRED {
        word = word.replace(note, "");
    }
    let required = marked || word.len() < length;
    for note in OPTIONAL {
        word = word.replace(note, "");
    }
    let trimmed =
        word.trim_matches(|c| matches!(c, ':' | '"' | '“' | '”' | '\'' | ';' | '。' | '_'));
    let (text, unit) = split_unit(without_numbering(trimmed));
    ReadTitle {
        text: text.to_owned(),
        unit: unit.map(str::to_owned),
        required,
    }
}

fn plain_bracket(c: char) -> char {
    match c {
        '[' | '【' | '〔' | '{' | '﹙' | '〈' | '《' => '(',
        ']' | '】' | '〕' | '}' | '﹚' | '〉' | '》' => ')',
        _ => c,
    }
}

fn split_unit(word: &str) -> (&str, Option<&str>) {
    let parts = word
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    match parts {
        Some((text, unit)) if !text.is_empty() => {
            let bare = unit
                .strip_prefix("单位")
                .map_or(unit, |rest| rest.trim_start_matches(':'));
            if UNITS.contains(&bare) {
                (text, Some(bare))
            } else {
                (word, None)
            }
        }
        _ => split_slash(word),
    }
}

/// `金额/元`, `面积/㎡`.
fn split_slash(word: &str) -> (&str, Option<&str>) {
    const PLAIN: [&str; 12] = [
        "元",
        "万元",
        "㎡",
        "m2",
        "平方米",
        "人",
        "户",
        "岁",
        "次",
        "个",
        "亩",
        "件",
    ];
    match word.rsplit_once('/') {
        Some((text, unit))
            if PLAIN.contains(&unit) && !text.is_empty() && !text.ends_with('元') =>
        {
            (text, Some(unit))
        }
        _ => (word, None),
    }
}

/// `01姓名`, `1.姓名`, `(1)姓名`, `①姓名`, `一、姓名`, `10入伍时间` → 姓名, 入伍时间.
fn without_numbering(word: &str) -> &str {
    if let Some(rest) = word.strip_prefix(|c| matches!(c, '①'..='⑳')) {
        return rest;
    }
    let inner = word.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    if let Some((number, rest)) = inner
        && is_number(number)
        && !rest.is_empty()
    {
        return rest;
    }
    let rest = word.trim_start_matches(is_number_char);
    let number = &word[..word.len() - rest.len()];
    if number.is_empty() || number.chars().count() > 2 {
        return word;
    }
    if let Some(behind) = rest.strip_prefix(['.', '、', ')']) {
        return if behind.is_empty() { word } else { behind };
    }
    let is_arabic = number.bytes().all(|b| b.is_ascii_digit());
    let counts = rest.starts_with(|c| COUNTED.contains(c)) && !number.starts_with('0');
    if is_arabic && !rest.is_empty() && !counts {
        rest
    } else {
        word
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_number_char)
}

fn is_number_char(c: char) -> bool {
    c.is_ascii_digit()
        || c == '十'
        || matches!(
            c,
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九'
        )
}
