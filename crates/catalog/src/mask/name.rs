//! Personal names: the surname stays, the given name goes.

use super::stars;

/// Compound surnames in use; two characters of such a name are the surname.
const COMPOUND_SURNAMES: [&str; 66] = [
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
    "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容",
    "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马",
    "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐",
    "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "公户", "公玉", "公仪", "梁丘", "公仲",
    "公上", "公门", "公山", "公坚", "左丘", "西门",
];

/// Dots between the parts of names of some minorities and of foreigners.
const DOTS: [char; 6] = ['·', '•', '‧', '・', '．', '.'];

pub(super) fn mask(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    if let Some(dot) = chars.iter().position(|c| DOTS.contains(c))
        && dot > 0
        && dot + 1 < chars.len()
    {
        return first_part(&chars[..dot]) + "·**";
    }
    if chars
        .iter()
        .all(|c| c.is_ascii() || c.is_ascii_punctuation())
    {
        return latin(&chars);
    }
    let surname: String = chars.iter().take(2).collect();
    match chars.len() {
        1 => stars(1),
        2 => format!("{}*", chars[0]),
        length if COMPOUND_SURNAMES.contains(&surname.as_str()) => surname + &stars(length - 2),
        length => format!("{}{}{}", chars[0], stars(length - 2), chars[length - 1]),
    }
}

/// The part before the dot stays: it is the given name of many, and shared by many.
fn first_part(part: &[char]) -> String {
    if part.iter().all(char::is_ascii) {
        latin(part)
    } else {
        part.iter().collect()
    }
}

fn latin(chars: &[char]) -> String {
    if chars.len() < 2 {
        stars(1)
    } else {
        format!("{}***", chars[0])
    }
}
