//! Names of areas, and what is left when the kind of the unit is stripped.

use super::Level;
use crate::text;

/// Endings by level, the longest first within what can overlap.
const ENDINGS: [(&str, Level); 24] = [
    ("社区居民委员会", Level::Community),
    ("社区居委会", Level::Community),
    ("居民委员会", Level::Community),
    ("村民委员会", Level::Community),
    ("社区村委会", Level::Community),
    ("村村委会", Level::Community),
    ("居委会", Level::Community),
    ("村委会", Level::Community),
    ("社区", Level::Community),
    ("居委", Level::Community),
    ("村委", Level::Community),
    ("行政村", Level::Community),
    ("村", Level::Community),
    ("街道办事处", Level::Street),
    ("人民政府", Level::Street),
    ("街道办", Level::Street),
    ("街道", Level::Street),
    ("办事处", Level::Street),
    ("地区", Level::Street),
    ("镇", Level::Street),
    ("乡", Level::Street),
    ("区", Level::District),
    ("县", Level::District),
    ("市", Level::City),
];

/// Without white space, half-width, brackets with what is in them removed.
pub(super) fn tidy(name: &str) -> String {
    let squeezed = text::squeeze(name);
    let mut depth = 0_u32;
    squeezed
        .chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect()
}

/// A name without the kind of the unit, and with Chinese digits as Arabic ones: `南门` of
/// `南门社区居委会`, `裕鸿佳苑第5` of `裕鸿佳苑第五社区`. At least two characters are kept, so
/// `堡镇` stays.
#[must_use]
pub fn stem(name: &str) -> String {
    bare(tidy(name))
        .chars()
        .map(|c| {
            text::chinese_digit(c)
                .and_then(|digit| char::from_digit(digit, 10))
                .unwrap_or(c)
        })
        .collect()
}

/// Tidy spellings of a name that are met most: as it is, without the kind of the unit, and with the
/// kind that people say.
pub(super) fn usual_spellings(name: &str, level: Level) -> Vec<String> {
    let full = tidy(name);
    let bare = bare(full.clone());
    let kinds: &[&str] = match level {
        Level::Community => &["社区", "社区居委会", "居委会"],
        Level::Street => &["街道"],
        _ => &[],
    };
    let said = kinds.iter().map(|kind| format!("{bare}{kind}"));
    let mut spellings: Vec<String> = said.collect();
    spellings.extend([full, bare]);
    spellings
}

/// A tidy name without the kind of the unit.
fn bare(mut name: String) -> String {
    while let Some(shorter) = strip_once(&name) {
        name = shorter;
    }
    name
}

fn strip_once(name: &str) -> Option<String> {
    ENDINGS
        .iter()
        .filter_map(|(ending, _)| name.strip_suffix(ending))
        .find(|rest| rest.chars().count() >= 2)
        .map(str::to_owned)
}

/// The level that the written kind of a unit says: street or community. 区, 县 and 市 say little:
/// 上海市 is a province, and a community may be called 前卫农场虚拟生活区.
pub(super) fn written_level(name: &str) -> Option<Level> {
    ENDINGS
        .iter()
        .find(|(ending, _)| name.ends_with(ending))
        .filter(|(ending, _)| !matches!(*ending, "地区" | "区" | "县" | "市"))
        .map(|(_, level)| *level)
}
