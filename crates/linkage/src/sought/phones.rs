//! The phones of somebody who is looked for.

use crate::feature::phone::{self, Phone};

use super::columns::{Text, TextColumn};
use super::eight::{Ending, are_digits, is_within_slip};

/// From this level on two phones are no slip of one another.
const APART: u8 = 2;

/// Digits at either end by which nearly all phones are told apart.
const END: usize = 4;

/// Length of the shortest text of two phones.
const SHORTEST_TWO: usize = 15;

/// How near two phones are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Near {
    Apart,
    Slip,
    Same,
}

/// Phones that are looked for.
#[derive(Debug)]
pub(super) struct Phones(Vec<Sought>);

#[derive(Debug)]
struct Sought {
    text: String,
    read: Phone,
    first: [u8; END],
    ending: Ending,
    /// So many digits and nothing else that the first ones and the last eight are all of them.
    is_plain: bool,
}

impl Phones {
    /// Those of somebody; of the shortest nothing is a slip.
    pub(super) fn of(phones: &[&str]) -> Self {
        Self(
            phones
                .iter()
                .filter_map(|phone| Sought::of(phone))
                .collect(),
        )
    }

    /// Calls `found` for every row with one of them or a slip of one.
    pub(super) fn each_near(&self, held: TextColumn<'_>, mut found: impl FnMut(usize, Near)) {
        if self.0.is_empty() {
            return;
        }
        for (row, text) in held.each().enumerate() {
            // Nearly nobody's phone comes further than this.
            if text.len() >= SHORTEST_TWO || self.0.iter().any(|own| own.may_be_near(text)) {
                let near = self.near_any(text.bytes());
                if near != Near::Apart {
                    found(row, near);
                }
            }
        }
    }

    fn near_any(&self, theirs: &[u8]) -> Near {
        if theirs.len() < SHORTEST_TWO {
            return self.near(theirs);
        }
        let each = theirs.split(|byte| *byte == b';');
        each.map(|phone| self.near(phone))
            .max()
            .unwrap_or(Near::Apart)
    }

    fn near(&self, theirs: &[u8]) -> Near {
        let each = self.0.iter().map(|own| own.near(theirs));
        each.max().unwrap_or(Near::Apart)
    }
}

impl Sought {
    fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        (bytes.len() > END).then_some(())?;
        Some(Self {
            text: text.to_owned(),
            read: Phone::read(text),
            first: *bytes.first_chunk()?,
            ending: Ending::of(bytes),
            is_plain: (8..=8 + END).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit),
        })
    }

    /// Told by the first digits and the last ones alone.
    #[inline]
    fn may_be_near(&self, text: Text<'_>) -> bool {
        let theirs = text.last_eight();
        let apart = self.ending.apart(theirs);
        let ends_so = apart >> u32::BITS == 0;
        ends_so || (text.first() == Some(&self.first) && !self.is_another(text, theirs, apart))
    }

    /// Whether a phone that begins the same is another one all the same: thousands begin so.
    #[inline]
    fn is_another(&self, text: Text<'_>, theirs: u64, apart: u64) -> bool {
        let is_like = self.is_plain && text.len() == self.text.len() && are_digits(theirs);
        is_like && !is_within_slip(apart)
    }

    fn near(&self, theirs: &[u8]) -> Near {
        if !self.could_be_a_slip(theirs) {
            return Near::Apart;
        }
        if self.text.as_bytes() == theirs {
            return Near::Same;
        }
        let theirs = str::from_utf8(theirs).map(Phone::read).unwrap_or_default();
        if phone::compare(&self.read, &theirs) < APART {
            Near::Slip
        } else {
            Near::Apart
        }
    }

    /// Told by length and first digits or last ones alone: a slip leaves one of the two as it is.
    fn could_be_a_slip(&self, theirs: &[u8]) -> bool {
        self.text.len().abs_diff(theirs.len()) <= 1
            && theirs.len() > END
            && (theirs.first_chunk() == Some(&self.first)
                || theirs.last_chunk::<END>() == self.text.as_bytes().last_chunk())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_however_the_phone_is_written() {
        let near = |theirs: &str| {
            let offsets = [0, i32::try_from(theirs.len()).unwrap_or(0)];
            let held = TextColumn {
                offsets: &offsets,
                bytes: theirs.as_bytes(),
            };
            let mut all = Vec::new();
            Phones::of(&["13800531196"]).each_near(held, |_, near| all.push(near));
            all
        };
        for (theirs, expected) in [
            ("13800531196", Near::Same),
            ("13911112222;13800531196", Near::Same),
            ("13800513196", Near::Slip),
            ("13900531196", Near::Slip),
            ("1380053119", Near::Slip),
            // A digit is missing, and the text is as long as the phone all the same.
            ("1380-053119", Near::Slip),
        ] {
            assert_eq!(near(theirs), [expected], "{theirs}");
        }
        for theirs in ["", "1196", "13800000000", "13911111196", "138-0053-1196"] {
            assert_eq!(near(theirs), [], "{theirs}");
        }
    }
}
