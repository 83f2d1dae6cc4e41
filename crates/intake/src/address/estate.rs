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

/// Whether a name is only the end of one: 128弄 without its road, 3队 without its village.
pub(crate) fn is_part(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_digit()) && name.ends_with(['弄', '院', '队', '组', '埭'])
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
    let joined;
    if name.contains([' ', '-', '/', '.']) && !name.contains(|c: char| c.is_ascii_digit()) {
        // 滨江·万家花城, 都市水乡-水秀苑: registers write Chinese characters only.
        joined = name.replace([' ', '-', '/', '.'], "");
        name = &joined;
    }
    let name = without_road(without_lane(name));
    let length = characters(name);
    let meaningless = matches!(
        name,
        "小区" | "社区" | "花园" | "无" | "暂无" | "不详" | "公寓"
    );
    ((2..=30).contains(&length) && !meaningless).then(|| name.to_owned())
}

/// Where a word stands last. Names are short: preparing a search would take longer than looking.
fn last(name: &str, word: &str) -> Option<usize> {
    let mut places = name.as_bytes().windows(word.len());
    places.rposition(|place| place == word.as_bytes())
}

/// `登州路金秀花园` → `金秀花园`, when both parts are complete names.
fn without_road(name: &str) -> &str {
    let cut = ROADS
        .iter()
        .filter_map(|road| last(name, road).map(|at| at + road.len()))
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

/// Words after a number that make the number a part of a name, how they are written then, and
/// whether the number is written in Chinese (`二期`) or in digits (`128弄`).
const NUMBERED: &[(&str, &str, bool)] = &[
    ("村民小组", "组", false),
    ("生产小组", "组", false),
    ("生产队", "队", false),
    ("小组", "组", false),
    ("小队", "队", false),
    ("号大院", "号大院", false),
    ("号院", "号院", false),
    ("大院", "大院", false),
    ("支弄", "支弄", false),
    ("弄", "弄", false),
    ("小区", "小区", true),
    ("新村", "新村", true),
    ("组团", "组团", true),
    ("街坊", "街坊", true),
    ("马路", "马路", true),
    ("支路", "支路", true),
    ("大街", "大街", true),
    ("经路", "经路", true),
    ("纬路", "纬路", true),
    ("期", "期", true),
    ("区", "区", true),
    ("村", "村", true),
    ("里", "里", true),
    ("苑", "苑", true),
    ("路", "路", true),
    ("街", "街", true),
    ("巷", "巷", true),
    ("队", "队", false),
    ("组", "组", false),
];

/// A number that belongs to a name (`2期`, `十七号院`, `128弄`, `A区`): its canonical spelling with
/// its word, and the bytes it takes.
pub(crate) fn numbered(text: &str) -> Option<(String, usize)> {
    if let Some(rest) = text.strip_prefix('第') {
        // 第3村民小组 is 3组; but 第三小区 is a name.
        return numbered(rest)
            .filter(|(part, _)| part.ends_with(['组', '队']) && !part.ends_with("组团"))
            .map(|(part, length)| (part, length + '第'.len_utf8()));
    }
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
    let (word, written, chinese) = NUMBERED
        .iter()
        .find(|(word, _, _)| text[length..].starts_with(word))?;
    let number = if !chinese {
        number.to_string()
    } else if first.is_ascii_digit() {
        numeral::spell(number)
    } else {
        text[..length].to_owned()
    };
    Some((number + written, length + word.len()))
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
        assert_eq!(numbered("第三村民小组"), Some(("3组".to_owned(), 18)));
        assert_eq!(numbered("3号楼"), None);
    }
}
