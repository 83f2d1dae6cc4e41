//! Dwellings in canonical parts: estate, building, unit, room. A value is the parts joined by
//! [`BETWEEN`]; a part that is not known is empty. What alone names a dwelling (an entity's
//! number) stands as the last part, with the others empty.

use crate::interner::{Interner, MISSING};

/// Between the parts of a value; stands in no address.
pub const BETWEEN: char = '|';

/// How much two addresses are alike, best first.
pub const LEVELS: [&str; 5] = [
    "same-dwelling",
    "same-room-unit-unsure",
    "same-building",
    "same-estate",
    "different",
];

/// Parts of an address by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Address {
    estate: u32,
    building: u32,
    unit: u32,
    room: u32,
}

/// The addresses of a field and the texts of their parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Addresses {
    parts: Interner,
    all: Vec<Address>,
}

/// The value of an address in parts.
#[must_use]
pub fn value(estate: &str, building: &str, unit: &str, room: &str) -> String {
    if estate.is_empty() && building.is_empty() && room.is_empty() {
        return String::new();
    }
    format!("{estate}{BETWEEN}{building}{BETWEEN}{unit}{BETWEEN}{room}")
}

impl Addresses {
    pub(crate) fn push(&mut self, text: &str) {
        let mut parts = text.splitn(4, BETWEEN);
        let mut next = || self.parts.intern(parts.next().unwrap_or_default());
        self.all.push(Address {
            estate: next(),
            building: next(),
            unit: next(),
            room: next(),
        });
    }

    pub(crate) fn get(&self, value: u32) -> &Address {
        &self.all[value as usize]
    }
}

impl Address {
    /// Equal for addresses of one dwelling; `None` when the room is not known. The unit does not
    /// count, because people leave it out.
    pub(crate) fn dwelling_key(&self) -> Option<u64> {
        use crate::interner::mixed;
        (self.room != MISSING).then(|| {
            mixed(
                mixed(mixed(u64::from(self.estate)) ^ u64::from(self.building))
                    ^ u64::from(self.room),
            )
        })
    }
}

/// The level of two addresses, a place in [`LEVELS`]; `None` when one of them says nothing.
pub(crate) fn compare(one: &Address, other: &Address) -> Option<u8> {
    if *one == Address::default() || *other == Address::default() {
        return None;
    }
    if one == other && one.room != MISSING {
        return Some(0);
    }
    match (one.estate, other.estate) {
        // Numbers of dwellings: they are equal or they are not.
        (MISSING, MISSING) => return Some(4),
        (MISSING, _) | (_, MISSING) => return None,
        (left, right) if left != right => return Some(4),
        _ => {}
    }
    if one.building != other.building {
        return Some(3);
    }
    if one.room == MISSING || one.room != other.room {
        return Some(2);
    }
    let unsure = one.unit == MISSING || other.unit == MISSING;
    Some(if unsure { 1 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        let mut addresses = Addresses::default();
        let mut level = |one: &str, other: &str| {
            let at = u32::try_from(addresses.all.len()).unwrap_or(0);
            addresses.push(one);
            addresses.push(other);
            let level = compare(addresses.get(at), addresses.get(at + 1));
            assert_eq!(level, compare(addresses.get(at + 1), addresses.get(at)));
            level.map(|level| LEVELS[usize::from(level)])
        };
        for (one, other, expected) in [
            (
                "金桂小区|5|3|101",
                "金桂小区|5|3|101",
                Some("same-dwelling"),
            ),
            (
                "金桂小区|5|3|101",
                "金桂小区|5||101",
                Some("same-room-unit-unsure"),
            ),
            (
                "金桂小区|5|3|101",
                "金桂小区|5|2|101",
                Some("same-building"),
            ),
            ("金桂小区|5|3|101", "金桂小区|5|3|", Some("same-building")),
            ("金桂小区|5|3|101", "金桂小区|6|3|101", Some("same-estate")),
            ("金桂小区|5|3|101", "鲁海嘉园|5|3|101", Some("different")),
            ("|||#17", "|||#17", Some("same-dwelling")),
            ("|||#17", "|||#18", Some("different")),
            ("金桂小区|5|3|101", "|5|3|101", None),
            ("金桂小区|5|3|101", "", None),
        ] {
            assert_eq!(level(one, other), expected, "{one} {other}");
        }
        assert_eq!(value("", "", "3", ""), "");
        assert_eq!(value("金桂小区", "5", "", "101"), "金桂小区|5||101");
    }
}
