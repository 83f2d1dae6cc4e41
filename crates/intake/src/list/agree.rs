//! Whether two texts of one element mean the same although they are written differently.

use catalog::element::{DataElement, ValueKind};

use crate::address::{AddressParts, Territory, parse};

/// Whether two unequal canonical texts mean the same: two addresses that lead to the same door, two
/// lists of phones that share a number. The order of the texts does not matter.
#[must_use]
pub fn agree(element: &DataElement, one: &str, other: &str) -> bool {
    match element.kind {
        ValueKind::Address => {
            let door = |text| parse(text, Territory::shipped());
            same_door(&door(one), &door(other))
        }
        ValueKind::Phone => one
            .split(';')
            .any(|number| !number.is_empty() && other.split(';').any(|held| held == number)),
        _ => false,
    }
}

/// Whether two addresses lead to the same door as far as they say: many lists keep the estate in a
/// column of its own. Outside the district a house number does not name a door.
fn same_door(one: &AddressParts, other: &AddressParts) -> bool {
    let named = one.building.is_some() && one.room.is_some() && !one.outside && !other.outside;
    let silent = one.estate.is_none() || other.estate.is_none();
    named
        && (&one.building, &one.unit, &one.room) == (&other.building, &other.unit, &other.room)
        && (silent || one.estate == other.estate)
}
