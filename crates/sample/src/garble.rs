//! How a value looks after an error: mechanical damage to numbers, names, dates and phones.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};

use crate::address_spelling::full_width;
use crate::dice::Dice;
use crate::world::name_tables::{SAME_LOOK, SAME_SOUND};

/// The 15-digit form of an 18-digit number; only for births in the 1900s.
pub(crate) fn fifteen(number: &str) -> String {
    format!("{}{}", &number[..6], &number[8..17])
}

/// One of the seventeen digits becomes another one.
pub(crate) fn one_digit(number: &str, dice: &mut Dice) -> String {
    let at = dice.below(17) as usize;
    let mut bytes = number.as_bytes().to_vec();
    let step = u8::try_from(dice.below(9) + 1).unwrap_or(1);
    bytes[at] = b'0' + (bytes[at] - b'0' + step) % 10;
    bytes.into_iter().map(char::from).collect()
}

/// Two different neighbouring digits change places; the number stays when all are alike.
pub(crate) fn transposed(number: &str, dice: &mut Dice) -> String {
    let mut characters: Vec<char> = number.chars().collect();
    for _ in 0..20 {
        let at = dice.below(16) as usize;
        if characters[at] != characters[at + 1] {
            characters.swap(at, at + 1);
            break;
        }
    }
    characters.into_iter().collect()
}

/// The number as Excel keeps it in a numeric cell: fifteen digits, then zeros.
pub(crate) fn float(number: &str) -> Option<f64> {
    let whole: u64 = number.parse().ok()?;
    // Every multiple of a thousand in this range has 15 significant digits, which a double keeps.
    Some((whole / 1000 * 1000) as f64)
}

/// A credit code with one character of the organisation's number mistyped.
pub(crate) fn credit_code(code: &str, dice: &mut Dice) -> String {
    let at = 11 + dice.below(5) as usize;
    let mut bytes = code.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'8' { b'3' } else { b'8' };
    bytes.into_iter().map(char::from).collect()
}

/// Spaces as people type them to read the number aloud.
pub(crate) fn spaced(number: &str) -> String {
    format!("{} {} {}", &number[..6], &number[6..14], &number[14..])
}

/// The number in full width.
pub(crate) fn wide(number: &str) -> String {
    full_width(number)
}

/// A name with one character replaced by one that sounds the same, if any of its characters has one.
pub(crate) fn homophone(name: &str, dice: &mut Dice) -> Option<String> {
    static GROUPS: LazyLock<Groups> = LazyLock::new(|| groups(SAME_SOUND));
    replaced(name, &GROUPS, dice)
}

/// A name with one character replaced by one that looks alike, if any has one.
pub(crate) fn similar(name: &str, dice: &mut Dice) -> Option<String> {
    static GROUPS: LazyLock<Groups> = LazyLock::new(|| groups(SAME_LOOK));
    replaced(name, &GROUPS, dice)
}

/// The group of every character; looked up for each name, so a map instead of a search.
type Groups = HashMap<char, &'static str>;

fn groups(all: &[&'static str]) -> Groups {
    let mut map = Groups::new();
    for group in all {
        for character in group.chars() {
            map.entry(character).or_insert(group);
        }
    }
    map
}

fn replaced(name: &str, groups: &Groups, dice: &mut Dice) -> Option<String> {
    let mut characters: Vec<char> = name.chars().collect();
    // From the end: given names are mistyped more often than surnames.
    for character in characters.iter_mut().rev() {
        if let Some(group) = groups.get(character) {
            let others: Vec<char> = group.chars().filter(|other| other != character).collect();
            *character = dice.pick(&others);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

/// Day and month swapped, where that makes another day.
pub(crate) fn swapped(date: NaiveDate) -> Option<NaiveDate> {
    if date.day() > 12 || date.day() == date.month() {
        return None;
    }
    NaiveDate::from_ymd_opt(date.year(), date.day(), date.month())
}

/// The day in the farmers' calendar, roughly: it runs three to seven weeks behind.
pub(crate) fn lunar(date: NaiveDate, dice: &mut Dice) -> NaiveDate {
    date - Days::new(u64::from(dice.below(30)) + 21)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const NUMBER: &str = "370203194605150020";

    #[test]
    fn numbers_are_damaged_as_described() {
        let mut dice = Dice::new(9, "test", 0);
        assert_eq!(fifteen(NUMBER), "370203460515002");
        assert_eq!(float(NUMBER), Some(370_203_194_605_150_000.0));
        assert_eq!(float("11010519491231002X"), None);
        assert_eq!(spaced(NUMBER), "370203 19460515 0020");
        for _ in 0..50 {
            let wrong = one_digit(NUMBER, &mut dice);
            let differing = wrong
                .bytes()
                .zip(NUMBER.bytes())
                .filter(|(one, two)| one != two);
            assert_eq!(differing.count(), 1);
            assert_ne!(transposed(NUMBER, &mut dice), NUMBER);
        }
    }

    #[test]
    fn names_and_dates_change_only_where_they_can() {
        let mut dice = Dice::new(9, "test", 0);
        assert_ne!(homophone("王伟", &mut dice).unwrap(), "王伟");
        assert_eq!(homophone("乜乐", &mut dice), None);
        let day = |month, day| NaiveDate::from_ymd_opt(1950, month, day).unwrap();
        assert_eq!(swapped(day(3, 9)), Some(day(9, 3)));
        assert_eq!(swapped(day(3, 13)), None);
        assert_eq!(swapped(day(4, 4)), None);
    }
}
