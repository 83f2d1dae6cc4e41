//! Names of estates (小区) and roads in one canonical spelling.
//!
//! Names are Chinese: `2期` and `12区` become `二期` and `十二区`; a trailing 小区 goes when the name
//! is complete without it (`金秀花园小区`), because people leave it out; a road before a complete
//! name (`登州路金秀花园`) goes for the same reason.

use super::numeral;

/// Ends of estate names that are complete in themselves.
const SUFFIXES: &[&str] = &[
    "花园", "家园", "公寓", "新村", "花苑", "嘉园", "广场", "大厦", "山庄", "别墅", "雅苑", "名苑",
    "新苑", "新城", "名都", "豪庭", "华庭", "名邸", "宿舍", "大院", "国际", "中心", "佳苑", "景苑",
    "丽景", "名城", "华府", "御园", "新居", "雅居", "馨苑", "馨园", "小区", "苑", "园", "府", "庭",
    "邸", "居", "城", "湾", "院", "墅", "里", "庄",
];

/// Ends of road names.
const ROADS: &[&str] = &["大道", "胡同", "路", "街", "巷", "道"];

/// Whether a name ends as a road does.
pub(crate) fn is_road(name: &str) -> bool {
    let Some(end) = ROADS.iter().find(|end| name.ends_with(**end)) else {
        return false;
    };
    name.len() > end.len()
}

/// Whether a name is that of a village or of a team in it, where a house has no rooms.
pub(crate) fn is_rural(name: &str) -> bool {
    name.ends_with(['队', '组', '埭']) || (name.ends_with('村') && !name.ends_with("新村"))
}

/// Whether a name ends as an estate does.
pub(crate) fn is_estate(name: &str) -> bool {
    SUFFIXES
        .iter()
        .any(|end| name.ends_with(end) && name.len() > end.len())
}

/// Whether a name is complete: at least two characters and an estate suffix, perhaps with a part
/// of the estate behind (`金秀花园东区`, `金秀花园二期`).
pub(crate) fn is_complete(name: &str) -> bool {
    let whole = |name: &str| {
        SUFFIXES
            .iter()
            .filter_map(|end| name.strip_suffix(end))
            .any(|stem| characters(stem) >= 2)
    };
    whole(name) || part_of_estate(name).is_some_and(whole)
}

/// Whether a text stands on its own as the name of an estate: complete, and not merely a suffix
/// with 小区 behind it (`名苑小区` is the end of a name).
pub(crate) fn is_name(text: &str) -> bool {
    match text.strip_suffix("小区") {
        Some(bare) => characters(bare) >= 2 && !SUFFIXES.contains(&bare),
        None => is_complete(text),
    }
}

/// The name without the part of the estate behind it: 东区, A区, 二期.
fn part_of_estate(name: &str) -> Option<&str> {
    let rest = name.strip_suffix(['区', '期'])?;
    let rest = rest.trim_end_matches(|c| {
        matches!(c, '东' | '西' | '南' | '北' | '中' | 'A'..='Z') || numeral::is_numeral(c)
    });
    (rest.len() + 3 < name.len()).then_some(rest)
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

/// The canonical name, or `None` when nothing of a name is left.
pub(crate) fn canonical(name: &str) -> Option<String> {
    let mut name = name.trim_matches([' ', '-', '/', '.', '#']);
    for connector in ["内", "的", "里面", "之"] {
        name = name.strip_suffix(connector).unwrap_or(name);
    }
    if let Some(bare) = name.strip_suffix("小区")
        && is_complete(bare)
    {
        name = bare;
    }
    let name = without_road(without_lane(name));
    let length = characters(name);
    let meaningless = matches!(
        name,
        "小区" | "社区" | "花园" | "无" | "暂无" | "不详" | "公寓"
    );
    ((2..=30).contains(&length) && !meaningless).then(|| name.to_owned())
}

/// `登州路金秀花园` → `金秀花园`, when both parts are complete names.
fn without_road(name: &str) -> &str {
    let cut = ROADS
        .iter()
        .filter_map(|road| name.rfind(road).map(|at| at + road.len()))
        .filter(|cut| *cut < name.len())
        .max();
    let Some(cut) = cut else { return name };
    let (road, rest) = name.split_at(cut);
    let complete = is_complete(rest) && characters(rest) >= 4;
    if complete && characters(road) >= 2 && !rest.starts_with(|c: char| c.is_ascii_digit()) {
        rest
    } else {
        name
    }
}

/// `延安路128弄金秀花园` → `金秀花园`: behind a lane's number stands the name of its estate.
fn without_lane(name: &str) -> &str {
    let Some((lane, rest)) = name.rsplit_once('弄') else {
        return name;
    };
    let numbered = lane.ends_with(|c: char| c.is_ascii_digit());
    let named = characters(rest) >= 2 && rest.chars().all(crate::clean::text::is_han);
    if numbered && named { rest } else { name }
}

/// Words after a number that make the number a part of a name, and whether the number is then
/// written in Chinese (`二期`) or in digits (`128弄`).
const NUMBERED: &[(&str, bool)] = &[
    ("号大院", false),
    ("号院", false),
    ("大院", false),
    ("支弄", false),
    ("弄", false),
    ("小区", true),
    ("新村", true),
    ("组团", true),
    ("街坊", true),
    ("马路", true),
    ("支路", true),
    ("大街", true),
    ("经路", true),
    ("纬路", true),
    ("期", true),
    ("区", true),
    ("村", true),
    ("里", true),
    ("苑", true),
    ("路", true),
    ("街", true),
    ("巷", true),
    ("队", false),
    ("组", false),
];

/// A number that belongs to a name (`2期`, `十七号院`, `128弄`, `A区`): its canonical spelling with
/// its word, and the bytes it takes.
pub(crate) fn numbered(text: &str) -> Option<(String, usize)> {
    let first = text.chars().next()?;
    if first.is_ascii_uppercase() {
        let word = ["区", "期", "组团", "院"]
            .iter()
            .find(|word| text[1..].starts_with(**word))?;
        return Some((format!("{first}{word}"), 1 + word.len()));
    }
    let (number, length) = if first.is_ascii_digit() {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        (text[..end].parse::<u32>().ok()?, end)
    } else {
        let numeral = numeral::leading(text)?;
        (numeral.digits.parse::<u32>().ok()?, numeral.bytes)
    };
    let (word, chinese) = NUMBERED
        .iter()
        .find(|(word, _)| text[length..].starts_with(word))?;
    let number = if !chinese {
        number.to_string()
    } else if first.is_ascii_digit() {
        numeral::spell(number)
    } else {
        text[..length].to_owned()
    };
    Some((number + word, length + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_a_name() {
        let cases = [
            ("金秀花园小区", Some("金秀花园")),
            ("幸福小区", Some("幸福小区")),
            ("登州路金秀花园", Some("金秀花园")),
            ("登州路小区", Some("登州路小区")),
            ("延安路128弄海岛星城", Some("海岛星城")),
            ("延安路128弄", Some("延安路128弄")),
            ("金秀花园东区小区", Some("金秀花园东区")),
            ("丽景苑小区", Some("丽景苑")),
            ("丽景小区", Some("丽景小区")),
            ("铁路花园", Some("铁路花园")),
            ("香港路花园", Some("香港路花园")),
            ("金秀花园内", Some("金秀花园")),
            ("小区", None),
            ("无", None),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text).as_deref(), expected, "{text}");
        }
        assert_eq!(numbered("2期3号楼"), Some(("二期".to_owned(), 4)));
        assert_eq!(numbered("十七号院3号楼"), Some(("17号院".to_owned(), 12)));
        assert_eq!(numbered("128弄5号"), Some(("128弄".to_owned(), 6)));
        assert_eq!(numbered("3号楼"), None);
    }
}
