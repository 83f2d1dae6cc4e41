//! Whether two texts of one element mean the same although they are written differently.

use catalog::element::{DataElement, ValueKind};

use crate::address::{dwelling_key, parse};

/// Whether two unequal canonical texts mean the same: two addresses that lead to the same door, two
/// lists of phones that share a number. The order of the texts does not matter.
#[must_use]
pub fn agree(element: &DataElement, one: &str, other: &str) -> bool {
    match element.kind {
        ValueKind::Address => {
            let door = |text: &str| {
                let parts = parse(text);
                // Outside the district the house number alone does not name a door.
                dwelling_key(&parts).filter(|_| !parts.outside)
            };
            door(one).is_some_and(|key| door(other) == Some(key))
        }
        ValueKind::Phone => one
            .split(';')
            .any(|number| !number.is_empty() && other.split(';').any(|held| held == number)),
        _ => false,
    }
}
