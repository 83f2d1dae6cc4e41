//! Addresses: down to the community, road or estate; house number, building, unit and room go.

use crate::text;

/// Words that end the part which may be shown.
const MARKERS: [&str; 58] = [
    "自治区",
    "省",
    "市",
    "自治州",
    "地区",
    "盟",
    "区",
    "县",
    "旗",
    "街道",
    "镇",
    "乡",
    "社区",
    "居委会",
    "村委会",
    "村",
    "小区",
    "花园",
    "家园",
    "公寓",
    "新村",
    "新苑",
    "苑",
    "园",
    "城",
    "里",
    "湾",
    "庭",
    "府",
    "郡",
    "居",
    "坊",
    "大厦",
    "广场",
    "大道",
    "大街",
    "街",
    "公路",
    "路",
    "胡同",
    "巷",
    "弄",
    "屯",
    "庄",
    "农场",
    "庭院",
    "大院",
    "名邸",
    "邸",
    "华庭",
    "豪庭",
    "山庄",
    "别墅",
    "水岸",
    "嘉园",
    "雅筑",
    "名都",
    "国际",
];

/// What follows a Chinese number in the hidden part: 三号楼, 二单元, 八组.
const COUNTED: [char; 19] = [
    '号', '楼', '栋', '幢', '座', '单', '层', '室', '弄', '组', '队', '户', '排', '院', '门', '支',
    '区', '期', '梯',
];

const HIDDEN: &str = "**";

pub(super) fn mask(address: &str) -> String {
    let chars: Vec<char> = address.trim().chars().collect();
    let shown = last_marker(&chars[..detail_start(&chars)]);
    if shown == chars.len() {
        return address.trim().to_owned();
    }
    chars[..shown].iter().collect::<String>() + HIDDEN
}

/// Where numbers begin: the first digit or Latin letter, `#`, or a Chinese number that counts
/// something. What stands before is hidden too unless a marker ends it.
fn detail_start(chars: &[char]) -> usize {
    (0..chars.len())
        .find(|at| {
            let c = text::half_width_char(chars[*at]);
            c.is_ascii_alphanumeric()
                || matches!(c, '#' | '－' | '-' | '(' | '甲' | '乙' | '丙' | '丁')
                || counts_something(&chars[*at..])
        })
        .unwrap_or(chars.len())
}

fn counts_something(chars: &[char]) -> bool {
    let is_number = |c: &char| text::chinese_digit(*c).is_some() || *c == '十' || *c == '百';
    let digits = chars.iter().take_while(|c| is_number(c)).count();
    digits > 0 && chars.get(digits).is_some_and(|c| COUNTED.contains(c))
}

/// The end of the last marker, 0 without one.
fn last_marker(chars: &[char]) -> usize {
    (1..=chars.len())
        .rev()
        .find(|end| {
            MARKERS.iter().any(|marker| {
                let length = marker.chars().count();
                // A marker is the end of a name, not the name.
                length < *end && marker.chars().eq(chars[end - length..*end].iter().copied())
            })
        })
        .unwrap_or(0)
}
