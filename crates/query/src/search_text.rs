//! What somebody typed into the search box, and where to look for it.

use memchr::memmem::Finder;

use crate::bits::RowBits;
use crate::id_number_index::{pack, range_of_old};
use crate::person_columns::PersonColumns;
use crate::place_columns::PlaceColumns;
use crate::text_columns::rows_containing;

/// Digits shorter than this are a door number, not part of a phone or identity number.
const SHORTEST_NUMBER: usize = 4;
/// Digits longer than this are a phone or identity number, not part of an address.
const LONGEST_DOOR: usize = 5;

/// The words to look for; all must be found.
#[derive(Debug)]
pub(crate) struct SearchText(Vec<Word>);

/// One word and where it can stand.
#[derive(Debug)]
struct Word {
    text: String,
    finder: Finder<'static>,
    kind: WordKind,
}

/// What a word looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordKind {
    /// Letters or characters: part of a name or an address.
    Words,
    /// Digits, perhaps with a final X: part of a phone or identity number, or a door number.
    Number,
    /// One whole identity number, or the 15 digits of an old one: packed first and last.
    Identity(u64, u64),
}

impl SearchText {
    /// Splits a text into words.
    pub(crate) fn of(text: &str) -> Self {
        let tidy: String = text.chars().map(tidy).collect();
        Self(tidy.split_whitespace().map(Word::of).collect())
    }

    /// Whether nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps the people in whom every word is found.
    pub(crate) fn keep_people(&self, people: &PersonColumns, selected: &mut RowBits) {
        for word in &self.0 {
            let mut found = RowBits::none(people.len());
            word.find_people(people, &mut found);
            selected.and(&found);
        }
    }

    /// Keeps the places in which every word is found: in name, address or credit code.
    pub(crate) fn keep_places(&self, places: &PlaceColumns, selected: &mut RowBits) {
        for word in &self.0 {
            let mut found = RowBits::none(places.len());
            rows_containing(&places.name, &word.finder, |row| found.insert(row));
            if places.address_pairs.may_contain(&word.text) {
                rows_containing(&places.address, &word.finder, |row| found.insert(row));
            }
            if word.text.is_ascii() && word.text.len() >= SHORTEST_NUMBER {
                let upper = word.text.to_ascii_uppercase();
                let finder = Finder::new(&upper);
                rows_containing(&places.credit_code, &finder, |row| found.insert(row));
            }
            selected.and(&found);
        }
    }
}

impl Word {
    fn of(text: &str) -> Self {
        let digits = text.strip_suffix(['X', 'x']).unwrap_or(text);
        let kind = if let Some(number) = pack(text) {
            WordKind::Identity(number, number)
        } else if let Some((first, last)) = range_of_old(text) {
            WordKind::Identity(first, last)
        } else if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            WordKind::Number
        } else {
            WordKind::Words
        };
        // Identity numbers are kept with a capital X.
        let text = if kind == WordKind::Words {
            text.to_owned()
        } else {
            text.to_ascii_uppercase()
        };
        Self {
            finder: Finder::new(text.as_bytes()).into_owned(),
            text,
            kind,
        }
    }

    fn find_people(&self, people: &PersonColumns, found: &mut RowBits) {
        match self.kind {
            WordKind::Identity(first, last) => {
                for row in people.by_id_number.rows_in(first, last) {
                    found.insert(*row as usize);
                }
            }
            WordKind::Number => {
                if self.text.len() >= SHORTEST_NUMBER {
                    rows_containing(&people.phone, &self.finder, |row| found.insert(row));
                    rows_containing(&people.id_number, &self.finder, |row| found.insert(row));
                }
                if self.text.len() <= LONGEST_DOOR {
                    self.find_in_addresses(people, found);
                }
            }
            WordKind::Words => {
                rows_containing(&people.name, &self.finder, |row| found.insert(row));
                self.find_in_addresses(people, found);
                // Passports and permits have letters; `0532-1234` is a phone with its area code.
                if self.text.is_ascii() && self.text.len() >= SHORTEST_NUMBER {
                    rows_containing(&people.phone, &self.finder, |row| found.insert(row));
                    rows_containing(&people.id_number, &self.finder, |row| found.insert(row));
                }
            }
        }
    }

    fn find_in_addresses(&self, people: &PersonColumns, found: &mut RowBits) {
        if people.address_pairs.may_contain(&self.text) {
            rows_containing(&people.address, &self.finder, |row| found.insert(row));
        }
    }
}

/// Full width to half width, and the dots of minority names to the one that names are kept with.
fn tidy(typed: char) -> char {
    match typed {
        '\u{3000}' | ',' | '，' | '、' => ' ',
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(typed) - 0xFEE0).expect("half-width forms are characters")
        }
        '•' | '‧' | '・' | '∙' | '⋅' => '·',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(String, WordKind)> {
        SearchText::of(text)
            .0
            .into_iter()
            .map(|word| (word.text, word.kind))
            .collect()
    }

    #[test]
    fn words_are_recognised_by_their_shape() {
        assert_eq!(
            kinds(" 王伟　３０１,海泊 "),
            [
                ("王伟".to_owned(), WordKind::Words),
                ("301".to_owned(), WordKind::Number),
                ("海泊".to_owned(), WordKind::Words),
            ]
        );
        assert_eq!(kinds("阿依古丽•买买提")[0].0, "阿依古丽·买买提");
        assert!(matches!(kinds("37020319490101123x")[0].1, WordKind::Identity(a, b) if a == b));
        assert!(matches!(kinds("370203490101123")[0].1, WordKind::Identity(a, b) if a + 10 == b));
        assert_eq!(kinds("123x"), [("123X".to_owned(), WordKind::Number)]);
        assert!(SearchText::of(" 　").is_empty());
    }
}
