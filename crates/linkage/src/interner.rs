//! Texts kept once each. A text's number is what records hold; equal numbers mean equal texts.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Number of the text that says nothing; every interner has it.
pub const MISSING: u32 = 0;

/// Distinct texts, numbered from 1 in the order they were first seen. Number 0 is the empty text.
///
/// Holds each text once, plus about 20 bytes.
#[derive(Debug, Clone)]
pub struct Interner {
    bytes: String,
    ends: Vec<usize>,
    /// Half of the text's digest, so that texts are seldom looked at, and its number.
    numbers: HashTable<(u32, u32)>,
}

impl Default for Interner {
    fn default() -> Self {
        Self {
            bytes: String::new(),
            ends: vec![0],
            numbers: HashTable::new(),
        }
    }
}

impl Interner {
    /// The number of a text, which is kept if it is new.
    ///
    /// # Panics
    /// Beyond 2^32 distinct texts.
    pub fn intern(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return MISSING;
        }
        let Self {
            bytes,
            ends,
            numbers,
        } = self;
        let digest = half(hash_of(text));
        let entry = numbers.entry(
            spread(digest),
            |&(held, number)| held == digest && text_at(bytes, ends, number) == text,
            |&(held, _)| spread(held),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(found) => found.get().1,
            hashbrown::hash_table::Entry::Vacant(place) => {
                let number = u32::try_from(ends.len()).expect("fewer than 2^32 distinct texts");
                place.insert((digest, number));
                bytes.push_str(text);
                ends.push(bytes.len());
                number
            }
        }
    }

    /// The number of a text that is held.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        if text.is_empty() {
            return Some(MISSING);
        }
        let digest = half(hash_of(text));
        self.numbers
            .find(spread(digest), |&(held, number)| {
                held == digest && self.text(number) == text
            })
            .map(|&(_, number)| number)
    }

    /// The text of a number.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        text_at(&self.bytes, &self.ends, number)
    }

    /// How many numbers there are, that of the empty text included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All numbers, that of the empty text included.
    pub(crate) fn numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    /// Whether no text but the empty one is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }
}

fn text_at<'a>(bytes: &'a str, ends: &[usize], number: u32) -> &'a str {
    match number as usize {
        0 => "",
        at => &bytes[ends[at - 1]..ends[at]],
    }
}

/// The upper half of a digest.
const fn half(digest: u64) -> u32 {
    (digest >> 32) as u32
}

/// A table's hash of half a digest: both its ends are looked at there.
fn spread(digest: u32) -> u64 {
    u64::from(digest) << 32 | u64::from(digest)
}

/// A digest of a text: the same on every machine and in every run, so that what depends on it
/// does not depend on the order of the records.
#[must_use]
pub fn hash_of(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    mixed(hasher.finish())
}

/// Spreads the bits of a number (the finaliser of `SplitMix64`).
#[must_use]
pub const fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_number() {
        let mut interner = Interner::default();
        let (one, two) = (interner.intern("王伟"), interner.intern("李娜"));
        assert_eq!((one, two, interner.intern("王伟")), (1, 2, 1));
        assert_eq!(interner.intern(""), MISSING);
        assert_eq!((interner.text(2), interner.text(0)), ("李娜", ""));
        assert_eq!(
            (interner.find("李娜"), interner.find("张三")),
            (Some(2), None)
        );
        assert_eq!(interner.len(), 3);
    }

    #[test]
    fn thousands_of_texts_are_found_again() {
        let mut interner = Interner::default();
        for number in 0..5000_u32 {
            assert_eq!(interner.intern(&format!("text {number}")), number + 1);
        }
        for number in 0..5000_u32 {
            assert_eq!(interner.find(&format!("text {number}")), Some(number + 1));
        }
    }
}
