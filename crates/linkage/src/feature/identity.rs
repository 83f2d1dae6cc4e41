//! Identity numbers (GB 11643) as they are written down: checked, with one slip, cut short by a
//! spreadsheet, or of somebody else.
//!
//! A value is the number as 18 characters; the marks [`DOUBTFUL`] and [`DAMAGED`] may stand
//! behind it. Whoever fills the table sets them, with [`mark`].

use catalog::identifier::id_number;

use super::birth::{self, Day};

/// Behind a valid number that does not fit the birth date and sex beside it: most likely that of
/// a relative.
pub const DOUBTFUL: char = '?';

/// Behind a number of which the first 14 characters only can be relied on: a spreadsheet kept it
/// as a number of 15 digits.
pub const DAMAGED: char = '~';

/// Characters of a number.
pub const LENGTH: usize = 18;

/// Digits that a damaged number still has: county and day of birth.
const KEPT: usize = 14;

/// A number as it is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IdentityNumber {
    characters: [u8; 18],
    state: State,
    /// Digest of the characters.
    key: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Nothing that can be compared.
    #[default]
    Unusable,
    /// Check character and date are right, and nothing speaks against it.
    Trusted,
    /// Valid, but probably somebody else's.
    Doubtful,
    /// The check character is wrong: at least one slip.
    Wrong,
    /// Only its beginning is left.
    Damaged,
}

/// How much two numbers are alike, best first.
pub const LEVELS: [&str; 6] = [
    "same",
    "same-doubtful",
    "one-slip",
    "same-beginning",
    "different-unsure",
    "different",
];

/// What a pair of different people makes of the levels that chance hardly ever reaches and a
/// sample of pairs therefore cannot show; `None` where a sample can. Same: one number in some
/// hundred is a relative's, of a million people's. One slip: a wrong number that comes within one
/// slip of another person's is about as rare. Same beginning: born on one day in one county.
pub const CHANCE: [Option<f64>; 6] = [Some(3e-9), Some(1e-6), Some(1e-7), Some(1e-5), None, None];

impl IdentityNumber {
    /// Reads a value.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let (number, mark) = match text.char_indices().last() {
            Some((at, mark @ (DOUBTFUL | DAMAGED))) => (&text[..at], Some(mark)),
            _ => (text, None),
        };
        let Ok(characters) = <[u8; 18]>::try_from(number.as_bytes()) else {
            return Self::default();
        };
        let state = match mark {
            Some(DAMAGED) => State::Damaged,
            _ if !is_valid(number) => State::Wrong,
            Some(_) => State::Doubtful,
            None => State::Trusted,
        };
        let key = digest(&characters);
        Self {
            characters,
            state,
            key,
        }
    }

    /// Valid and fitting the person: two different ones cannot be of one person.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        self.state == State::Trusted
    }

    /// Digest of the digits, whatever the mark; `None` when there is nothing to compare, or when
    /// only the beginning is left.
    #[must_use]
    pub fn key(&self) -> Option<u64> {
        (!matches!(self.state, State::Unusable | State::Damaged)).then_some(self.key)
    }

    /// The birth date and sex (`1` or `2`) in a number that stands its check.
    #[must_use]
    pub fn birth_and_sex(&self) -> Option<(Day, char)> {
        let valid = matches!(self.state, State::Trusted | State::Doubtful);
        let sex = if self.digits(16, 17) % 2 == 1 {
            '1'
        } else {
            '2'
        };
        valid.then(|| (self.birth(), sex))
    }

    /// The birth date that a record can be given which does not say its own: that in a trusted
    /// number, or in the beginning that is left of a damaged one.
    #[must_use]
    pub fn known_birth(&self) -> Option<Day> {
        let reliable = matches!(self.state, State::Trusted | State::Damaged);
        Some(self.birth()).filter(|birth| reliable && birth.is_known())
    }

    fn birth(&self) -> Day {
        Day::of(self.digits(6, 10), self.digits(10, 12), self.digits(12, 14))
    }

    fn digits(&self, from: usize, to: usize) -> u16 {
        self.characters[from..to].iter().fold(0, |sum: u16, digit| {
            sum.wrapping_mul(10)
                .wrapping_add(u16::from(digit.wrapping_sub(b'0')))
        })
    }
}

/// The value for a written number: 18 characters with its mark where one is due, from the number
/// as cleaned and what else the record says. Fifteen digits are not brought to 18 here.
///
/// `birth` and `sex` are the record's own; an unreadable one says nothing.
#[must_use]
pub fn mark(number: &str, birth: &Day, sex: &str) -> String {
    if is_damaged(number) {
        return format!("{number}{DAMAGED}");
    }
    let Some((in_number, sex_in_number)) = IdentityNumber::read(number).birth_and_sex() else {
        return number.to_owned();
    };
    let other_sex = matches!(sex, "1" | "2") && !sex.starts_with(sex_in_number);
    if is_of_another(&in_number, birth, other_sex) {
        format!("{number}{DOUBTFUL}")
    } else {
        number.to_owned()
    }
}

/// Whether the birth date beside a number speaks of another person. Slips of the date (swapped,
/// the farmers' calendar, 1 January, one part off) do not, unless the sex is another one too.
fn is_of_another(in_number: &Day, beside: &Day, other_sex: bool) -> bool {
    if !beside.is_known() {
        return other_sex;
    }
    let level = birth::compare(in_number, beside);
    level >= birth::SAME_YEAR || (other_sex && level != 0)
}

/// A number that went through a spreadsheet's float: its last three digits are zero. One in eleven
/// of them passes the check all the same, and hardly any number ends so by right.
#[must_use]
pub fn is_damaged(number: &str) -> bool {
    number.len() == LENGTH && number.ends_with("000")
}

/// The level of two numbers, a place in [`LEVELS`]; `None` when one of them says nothing.
#[must_use]
pub fn compare(one: &IdentityNumber, other: &IdentityNumber) -> Option<u8> {
    let (left, right) = (one.state, other.state);
    if left == State::Unusable || right == State::Unusable {
        return None;
    }
    if left == State::Damaged || right == State::Damaged {
        let same = one.characters[..KEPT] == other.characters[..KEPT];
        return Some(if same { 3 } else { 4 });
    }
    if one.characters == other.characters {
        let doubtful = left == State::Doubtful || right == State::Doubtful;
        return Some(u8::from(doubtful));
    }
    let wrong = left == State::Wrong || right == State::Wrong;
    if wrong && is_one_slip(&one.characters, &other.characters) {
        return Some(2);
    }
    let trusted = left == State::Trusted && right == State::Trusted;
    Some(if trusted { 5 } else { 4 })
}

/// One digit is another one, or two neighbours changed places.
fn is_one_slip(one: &[u8; 18], other: &[u8; 18]) -> bool {
    let mut differing = (0..18).filter(|&at| one[at] != other[at]);
    match (differing.next(), differing.next(), differing.next()) {
        (Some(_), None, _) => true,
        (Some(first), Some(second), None) => {
            second == first + 1 && one[first] == other[second] && one[second] == other[first]
        }
        _ => false,
    }
}

fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    std::hash::Hasher::write(&mut hasher, bytes);
    crate::interner::mixed(std::hash::Hasher::finish(&hasher))
}

fn is_valid(number: &str) -> bool {
    let check = number.get(..17).and_then(id_number::check_character);
    check.is_some() && number.chars().last() == check && id_number::birth_and_sex(number).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "370203194605150020";
    const OTHER: &str = "11010519491231002X";

    fn level(one: &str, other: &str) -> Option<&'static str> {
        let (one, other) = (IdentityNumber::read(one), IdentityNumber::read(other));
        let there = compare(&one, &other);
        assert_eq!(there, compare(&other, &one));
        there.map(|level| LEVELS[usize::from(level)])
    }

    #[test]
    fn levels() {
        assert_eq!(level(NUMBER, NUMBER), Some("same"));
        assert_eq!(level(NUMBER, OTHER), Some("different"));
        assert_eq!(level(NUMBER, "370203194605150021"), Some("one-slip"));
        assert_eq!(level(NUMBER, "370203194605510020"), Some("one-slip"));
        assert_eq!(
            level(NUMBER, "370203194605151120"),
            Some("different-unsure")
        );
        assert_eq!(level(NUMBER, "370203194605150000~"), Some("same-beginning"));
        assert_eq!(
            level(OTHER, "370203194605150000~"),
            Some("different-unsure")
        );
        assert_eq!(level(NUMBER, "370203194605150020?"), Some("same-doubtful"));
        assert_eq!(level(NUMBER, ""), None);
        assert_eq!(level(NUMBER, "E12345678"), None);
    }

    #[test]
    fn two_valid_numbers_are_never_a_slip() {
        // The check character finds every single slip (ISO 7064), so a neighbour's number that
        // differs in one digit and in the check character is another person's.
        assert_eq!(
            level("370203194605150020", "370203194605150039"),
            Some("different")
        );
    }

    #[test]
    fn a_relatives_number_is_doubted_and_a_slip_of_the_date_is_not() {
        let marked = |birth: &str, sex| mark(NUMBER, &Day::read(birth), sex);
        for (birth, sex) in [
            ("1946-05-15", "2"),
            ("", "2"),
            ("1946-05-15", "1"),
            ("1946-01-01", "2"),
            ("1946-04-14", "2"),
            ("1946-05-16", "2"),
            ("1949-05-15", ""),
        ] {
            assert_eq!(marked(birth, sex), NUMBER, "{birth} {sex}");
        }
        for (birth, sex) in [("1972-08-03", "2"), ("", "1"), ("1946-05-16", "1")] {
            assert_eq!(marked(birth, sex), format!("{NUMBER}?"), "{birth} {sex}");
        }
        assert_eq!(
            mark("370203194605150000", &Day::default(), ""),
            "370203194605150000~"
        );
    }
}
