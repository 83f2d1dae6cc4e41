//! Texts of which parts look different: the font runs of the shared strings.

use std::collections::HashMap;

use super::super::biff::Data;

/// By the number of a string: the character (in UTF-16) at which a font starts, and the font.
pub(crate) type Runs = HashMap<u32, Vec<(u16, u16)>>;

/// Reads the runs of the shared strings, whose record goes on in others; what is damaged ends it.
pub(super) fn runs(parts: &[Data<'_>]) -> Runs {
    let mut reader = Strings {
        parts,
        part: 0,
        at: 4,
    };
    let mut all = Runs::new();
    let unique = reader.u32().unwrap_or(0);
    for number in 0..unique {
        let Some(runs) = reader.string() else { break };
        if !runs.is_empty() {
            all.insert(number, runs);
        }
    }
    all
}

struct Strings<'a> {
    parts: &'a [Data<'a>],
    part: usize,
    at: usize,
}

impl Strings<'_> {
    /// Moves behind a string and gives its runs.
    fn string(&mut self) -> Option<Vec<(u16, u16)>> {
        let (length, flags) = (self.u16()?, self.u8()?);
        let runs = if flags & 8 != 0 { self.u16()? } else { 0 };
        let extension = if flags & 4 != 0 { self.u32()? } else { 0 };
        self.skip_characters(usize::from(length), flags & 1 != 0)?;
        let runs = (0..runs)
            .map(|_| Some((self.u16()?, self.u16()?)))
            .collect::<Option<_>>()?;
        for _ in 0..extension {
            self.u8()?;
        }
        Some(runs)
    }

    /// Where characters go on in another record, it says anew whether they are wide.
    fn skip_characters(&mut self, mut left: usize, mut wide: bool) -> Option<()> {
        while left > 0 {
            let room = self.parts.get(self.part)?.0.len().saturating_sub(self.at);
            let size = if wide { 2 } else { 1 };
            let count = left.min(room / size);
            self.at += count * size;
            left -= count;
            if left > 0 {
                self.part += 1;
                self.at = 1;
                wide = self.parts.get(self.part)?.u8(0)? & 1 != 0;
            }
        }
        Some(())
    }

    fn u8(&mut self) -> Option<u8> {
        while self.at >= self.parts.get(self.part)?.0.len() {
            self.part += 1;
            self.at = 0;
        }
        let byte = self.parts.get(self.part)?.u8(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_behind_strings_that_go_on_elsewhere() {
        // "ab", then "姓名*" with a run at 2 that is cut after its first character.
        let first = [
            2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, b'a', b'b', 3, 0, 9, 1, 0, 0xD3, 0x59,
        ];
        let second = [1, 0x0D, 0x54, b'*', 0, 2, 0, 7, 0];
        let found = runs(&[Data(&first), Data(&second)]);
        assert_eq!(found, Runs::from([(1, vec![(2, 7)])]));
    }

    #[test]
    fn damage_ends_the_reading() {
        assert!(runs(&[Data(&[1, 0, 0, 0, 9, 0, 0, 0, 5, 0])]).is_empty());
        assert!(runs(&[]).is_empty());
    }
}
