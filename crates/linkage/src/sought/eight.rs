//! The last eight bytes of a text as one integer: of millions of texts nearly all are told apart by
//! these, in a few steps and without asking how long each is.

/// The seven lower bits of every byte.
const LOW: u64 = u64::from_le_bytes([0x7f; 8]);

/// The last eight bytes of a text, its last one the highest; zero where there are fewer.
#[inline]
pub(super) fn last_eight(text: &[u8]) -> u64 {
    match text.last_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => text
            .iter()
            .fold(0, |eight, byte| eight >> 8 | u64::from(*byte) << 56),
    }
}

/// How somebody's text ends, to be compared with how others do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    eight: u64,
    /// Where the text has a byte; it may have fewer than eight.
    own: u64,
}

impl Ending {
    /// That of a text.
    pub(super) fn of(text: &[u8]) -> Self {
        Self {
            eight: last_eight(text),
            own: last_eight(&[u8::MAX; 8][..text.len().min(8)]),
        }
    }

    /// Where it is another than that of the text which ends so; zero where the two are the same.
    #[inline]
    pub(super) const fn apart(self, theirs: u64) -> u64 {
        (self.eight ^ theirs) & self.own
    }
}

/// Whether no more than two bytes are other than zero: one slip changes no more.
#[inline]
pub(super) const fn is_within_slip(apart: u64) -> bool {
    // One bit for each byte that is not zero.
    let marks = (((apart & LOW) + LOW) | apart) & !LOW;
    let but_one = marks & marks.wrapping_sub(1);
    but_one & but_one.wrapping_sub(1) == 0
}

/// Whether all eight are digits.
#[inline]
pub(super) const fn are_digits(eight: u64) -> bool {
    const HIGH: u64 = u64::from_le_bytes([0xf0; 8]);
    const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
    // What comes behind 9 leaves the row of the digits when six are added.
    let further = eight.wrapping_add(u64::from_le_bytes([6; 8]));
    eight & HIGH == ZEROS && further & HIGH == ZEROS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_compared_as_far_as_the_text_goes() {
        let apart = |own: &str, theirs: &str| {
            Ending::of(own.as_bytes()).apart(last_eight(theirs.as_bytes()))
        };
        assert_eq!(apart("李英", "张三李英"), 0);
        assert_eq!(apart("李英", "李英"), 0);
        assert_eq!(apart("13800531196", "800531196"), 0);
        assert_eq!(apart("", "李英"), 0);
        assert_ne!(apart("李英", "英"), 0);
        assert_ne!(apart("13800531196", "13800531197"), 0);
    }

    #[test]
    fn a_slip_changes_two_bytes_at_most() {
        for apart in [0, 1, 0x80 << 56 | 0x80, 0xff00_00ff] {
            assert!(is_within_slip(apart), "{apart:x}");
        }
        for apart in [0x01_0101, 0x80 << 56 | 0x80 << 8 | 1, u64::MAX] {
            assert!(!is_within_slip(apart), "{apart:x}");
        }
    }

    #[test]
    fn digits_are_from_0_to_9() {
        for byte in 0..=u8::MAX {
            for at in [0, 3, 7] {
                let mut eight = *b"01234589";
                eight[at] = byte;
                let eight = u64::from_le_bytes(eight);
                assert_eq!(are_digits(eight), byte.is_ascii_digit(), "{byte} {at}");
            }
        }
    }
}
