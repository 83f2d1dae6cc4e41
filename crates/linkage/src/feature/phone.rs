//! Phone numbers as they are written down: with a digit lost, or with one slip.

/// A number as it is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Phone {
    digits: [u8; 16],
    length: u8,
}

/// How much two numbers are alike, best first.
pub const LEVELS: [&str; 3] = ["same", "one-slip", "different"];

impl Phone {
    /// Reads the digits; longer numbers are cut.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut phone = Self::default();
        for digit in text.bytes().filter(u8::is_ascii_digit).take(16) {
            phone.digits[usize::from(phone.length)] = digit;
            phone.length += 1;
        }
        phone
    }

    fn digits(&self) -> &[u8] {
        &self.digits[..usize::from(self.length)]
    }
}

/// The level of two numbers, a place in [`LEVELS`].
#[must_use]
pub fn compare(one: &Phone, other: &Phone) -> u8 {
    let (left, right) = (one.digits(), other.digits());
    if left == right {
        return 0;
    }
    if left.len().min(right.len()) < 7 {
        return 2;
    }
    let start = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let rest = |digits: &[u8]| digits.len() - start;
    let end = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take(rest(left).min(rest(right)))
        .take_while(|(a, b)| a == b)
        .count();
    let (left_off, right_off) = (rest(left) - end, rest(right) - end);
    let swapped = left_off == 2
        && right_off == 2
        && left[start] == right[start + 1]
        && left[start + 1] == right[start];
    u8::from(!(left_off.max(right_off) <= 1 || swapped)) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        for (one, other, expected) in [
            ("13800531196", "138-0053-1196", "same"),
            ("13800531196", "1380053119", "one-slip"),
            ("13800531196", "13800531190", "one-slip"),
            ("13800531196", "13800513196", "one-slip"),
            ("13800531196", "13911112222", "different"),
            ("1", "2", "different"),
        ] {
            let (one_phone, other_phone) = (Phone::read(one), Phone::read(other));
            let level = compare(&one_phone, &other_phone);
            assert_eq!(level, compare(&other_phone, &one_phone));
            assert_eq!(LEVELS[usize::from(level)], expected, "{one} {other}");
        }
    }
}
