//! Names of one estate that differ in a generic word: 海韵小区, 海韵花园, 海韵. Phases and parts
//! (一期, 东区) are kept apart, because they are different houses.

/// Generic words at the end of a name, which people mistake for one another or leave out.
const GENERIC: [&str; 5] = ["小区", "花园", "公寓", "社区", "家园"];

/// The name without its generic last word; its phase or part stays.
pub(super) fn stem(name: &str) -> String {
    let (whole, part) = name.split_at(part_at(name));
    let bare = GENERIC
        .iter()
        .find_map(|word| whole.strip_suffix(word))
        .filter(|bare| bare.chars().count() >= 2)
        .unwrap_or(whole);
    format!("{bare}|{part}")
}

/// Where the phase or part begins: 二期, 东区, A区.
fn part_at(name: &str) -> usize {
    let Some(rest) = name.strip_suffix(['期', '区']) else {
        return name.len();
    };
    let whole = rest.trim_end_matches(|c: char| {
        "一二三四五六七八九十东西南北中".contains(c) || c.is_ascii_alphanumeric()
    });
    let numbered = whole.len() < rest.len();
    // 台东小区 is no part of 台: two characters must be left before it.
    if numbered && whole.chars().count() >= 2 {
        whole.len()
    } else {
        name.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_words_fall_and_parts_stay() {
        for name in ["海韵花园", "海韵小区", "海韵公寓", "海韵"] {
            assert_eq!(stem(name), "海韵|", "{name}");
        }
        assert_eq!(stem("海韵花园二期"), stem("海韵小区二期"));
        assert_ne!(stem("海韵花园一期"), stem("海韵花园二期"));
        assert_ne!(stem("海韵花园一期"), stem("海韵花园"));
        assert_ne!(stem("海韵花园"), stem("海月花园"));
        assert_eq!(stem("台东小区"), "台东|");
    }
}
