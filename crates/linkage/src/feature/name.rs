//! Names of people. Chinese names are compared by character, by sound and by look; others by
//! Jaro–Winkler similarity.

use super::lookalike::look_alike;
use super::sound;

/// Characters of a Chinese name that are looked at; hardly any name is longer.
const LONGEST: usize = 6;

/// Surnames of two characters (百家姓 and the census of 2000).
const COMPOUND: [&str; 24] = [
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文",
    "长孙", "夏侯", "轩辕", "端木", "百里", "呼延", "南宫", "西门", "独孤", "申屠", "东郭", "澹台",
];

/// A name as it is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Name {
    /// How many characters; 0 for a name that is not Chinese or too long.
    length: u8,
    surname: u8,
    characters: [char; LONGEST],
    sounds: [u32; LONGEST],
    /// Digest of the sounds, or of the text where there are none.
    key: u64,
}

/// How much two names are alike, best first.
pub const LEVELS: [&str; 7] = [
    "same",
    "same-sound",
    "look-alike",
    "other-order",
    "one-character",
    "same-surname",
    "different",
];

impl Name {
    /// Reads a name; white space and dots between its parts do not count.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut name = Self {
            key: crate::interner::hash_of(text),
            ..Self::default()
        };
        let mut key = 0_u64;
        let mut length = 0_usize;
        for character in text.chars() {
            if length == LONGEST || !is_han(character) {
                return name;
            }
            name.characters[length] = character;
            name.sounds[length] = match sound(character) {
                // Without a reading the character stands for itself.
                0 => u32::MAX - u32::from(character),
                sound => sound,
            };
            key = crate::interner::mixed(key ^ u64::from(name.sounds[length]));
            length += 1;
        }
        if length < 2 {
            return name;
        }
        let compound = length > 2 && COMPOUND.iter().any(|surname| text.starts_with(surname));
        name.length = u8::try_from(length).unwrap_or(0);
        name.surname = if compound { 2 } else { 1 };
        name.key = key;
        name
    }

    /// Equal for names that sound the same.
    #[must_use]
    pub const fn sound_key(&self) -> u64 {
        self.key
    }

    fn characters(&self) -> &[char] {
        &self.characters[..usize::from(self.length)]
    }

    fn sounds(&self) -> &[u32] {
        &self.sounds[..usize::from(self.length)]
    }

    fn given(&self) -> &[char] {
        &self.characters()[usize::from(self.surname)..]
    }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

/// The level of two names, a place in [`LEVELS`]. The texts are asked for only where a name is
/// not Chinese.
#[must_use]
pub fn compare(one: &Name, other: &Name, texts: (&str, &str)) -> u8 {
    if one.length == 0 || other.length == 0 {
        return compare_texts(texts.0, texts.1);
    }
    let (left, right) = (one.characters(), other.characters());
    if left == right {
        return 0;
    }
    if one.sounds() == other.sounds() {
        return 1;
    }
    if left.len() == right.len() {
        if alike(one, other) {
            return 2;
        }
        if is_reordered(left, right) {
            return 3;
        }
    }
    let surname = one.surname == other.surname && left[0] == right[0];
    if is_one_off(left, right) && shares_given(one, other) {
        return 4;
    }
    if surname { 5 } else { 6 }
}

/// Whether two Chinese names are no slip of one another at all: no character of the given names is
/// common, and there are enough of them to say so.
#[must_use]
pub fn are_of_two(one: &Name, other: &Name) -> bool {
    if one.length == 0 || other.length == 0 {
        return false;
    }
    match compare(one, other, ("", "")) {
        5 => one.given().len().max(other.given().len()) > 1,
        6 => true,
        _ => false,
    }
}

/// Every character is the same, sounds the same or looks alike.
fn alike(one: &Name, other: &Name) -> bool {
    (0..one.characters().len()).all(|at| {
        one.sounds[at] == other.sounds[at] || look_alike(one.characters[at], other.characters[at])
    })
}

/// The same characters in another order.
fn is_reordered(left: &[char], right: &[char]) -> bool {
    let (mut left, mut right) = (left.to_vec(), right.to_vec());
    left.sort_unstable();
    right.sort_unstable();
    left == right
}

/// One character is another one, missing or too many.
fn is_one_off(left: &[char], right: &[char]) -> bool {
    let (short, long) = if left.len() < right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let end = short
        .iter()
        .rev()
        .zip(long.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    match long.len() - short.len() {
        0 => start + end + 1 >= long.len(),
        1 => start + end >= short.len(),
        _ => false,
    }
}

/// At least one character of the given names is common: a surname alone says little.
fn shares_given(one: &Name, other: &Name) -> bool {
    one.given()
        .iter()
        .any(|character| other.given().contains(character))
}

fn compare_texts(one: &str, other: &str) -> u8 {
    if one == other {
        return 0;
    }
    let similarity = strsim::jaro_winkler(one, other);
    match similarity {
        s if s >= 0.94 => 2,
        s if s >= 0.88 => 4,
        s if s >= 0.75 => 5,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(one: &str, other: &str) -> &'static str {
        let there = compare(&Name::read(one), &Name::read(other), (one, other));
        let back = compare(&Name::read(other), &Name::read(one), (other, one));
        assert_eq!(there, back, "{one} {other}");
        LEVELS[usize::from(there)]
    }

    #[test]
    fn chinese_names_by_character_sound_and_look() {
        for (one, other, expected) in [
            ("王伟", "王伟", "same"),
            ("王伟", "王炜", "same-sound"),
            ("张丽华", "章莉华", "same-sound"),
            ("杨晴", "扬晴", "same-sound"),
            ("王玲玲", "王铃玲", "same-sound"),
            ("李昊然", "李吴然", "look-alike"),
            ("刘建国", "刘国建", "other-order"),
            ("刘建国", "刘建军", "one-character"),
            ("刘国", "刘建国", "one-character"),
            ("刘建", "刘伟", "same-surname"),
            ("欧阳建国", "欧阳明", "same-surname"),
            ("欧阳建国", "欧建国", "one-character"),
            ("刘建国", "王小明", "different"),
            ("刘建国", "陈建国", "one-character"),
        ] {
            assert_eq!(level(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn names_of_two_people() {
        let two = |one, other| are_of_two(&Name::read(one), &Name::read(other));
        assert!(two("张恒一", "张勇") && two("高轩", "徐华"));
        // One given character says too little, and a slip is no other name.
        assert!(!two("张勇", "张伟") && !two("王建国", "王建军") && !two("王伟", "王炜"));
        assert!(!two("john", "peter"));
    }

    #[test]
    fn other_names_by_similarity() {
        assert_eq!(level("margaret smith", "margaret smith"), "same");
        assert_eq!(level("margaret smith", "margaret smyth"), "look-alike");
        assert_eq!(level("john", "peter"), "different");
        assert_eq!(level("买买提·阿不都拉", "买买提·阿不都拉"), "same");
        assert_eq!(level("", "王伟"), "different");
    }

    #[test]
    fn the_sound_key_is_that_of_the_sound() {
        let key = |name| Name::read(name).sound_key();
        assert_eq!(key("王伟"), key("王炜"));
        assert_ne!(key("王伟"), key("伟王"));
        assert_ne!(key("john"), key("jon"));
    }
}
