//! The identity number of somebody who is looked for.

use crate::feature::identity::{self, LENGTH};

use super::columns::TextColumn;
use super::eight::{Ending, is_within_slip};

/// Most characters in which two numbers differ that one slip keeps apart.
const SLIP: usize = 2;

/// Characters of a number that a spreadsheet leaves: county and day of birth.
const BEGINNING: usize = 14;

/// A whole number that is looked for.
#[derive(Debug)]
pub(super) struct Number {
    characters: [u8; LENGTH],
    ending: Ending,
    is_damaged: bool,
}

impl Number {
    /// `None` for what is no whole number.
    pub(super) fn of(text: &str) -> Option<Self> {
        let characters: [u8; LENGTH] = text.as_bytes().try_into().ok()?;
        Some(Self {
            ending: Ending::of(&characters),
            characters,
            is_damaged: identity::is_damaged(text),
        })
    }

    /// Calls `found` for every row with the number, one within a slip of it, or what a spreadsheet left
    /// of it.
    pub(super) fn each_near(&self, held: TextColumn<'_>, mut found: impl FnMut(usize)) {
        for (row, text) in held.each().enumerate() {
            if self.may_end(text.last_eight()) && self.is_near(text.bytes()) {
                found(row);
            }
        }
    }

    /// Told by month and day of birth, serial and check character alone: in these nearly all numbers
    /// differ too much.
    #[inline]
    fn may_end(&self, theirs: u64) -> bool {
        let apart = self.ending.apart(theirs);
        // The first four of the eight are the last of the beginning.
        let same_beginning = apart << u32::BITS == 0;
        same_beginning | is_within_slip(apart)
    }

    fn is_near(&self, theirs: &[u8]) -> bool {
        let Ok(theirs) = <&[u8; LENGTH]>::try_from(theirs) else {
            return false;
        };
        let pairs = self.characters.iter().zip(theirs);
        pairs.filter(|(own, theirs)| own != theirs).count() <= SLIP
            || (self.characters[..BEGINNING] == theirs[..BEGINNING]
                && (self.is_damaged || theirs.ends_with(b"000")))
    }
}
