//! Which of a row's values say where somebody lives or is registered, or where something stands.

use std::sync::Arc;

use catalog::element::{ElementNo, EntityKind, no};
use catalog::values::Values;

use crate::address::{self, AddressParts, SplitColumns, Territory};

/// The addresses of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Where the person lives, or where the dwelling or place stands.
    pub home: Option<Arc<AddressParts>>,
    /// The element that `home` was read from, besides the split columns.
    pub home_from: Option<ElementNo>,
    /// Where the person or the place is registered.
    pub hukou: Option<Arc<AddressParts>>,
    /// The home with its estate in front, where the text names the door alone (`3号楼2单元301`) and
    /// the estate stands in a column of its own. A door alone tells nobody where it is.
    pub whole_home: Option<String>,
}

/// Reads the addresses of a row of canonical values. `registers_hukou` as the source says.
#[must_use]
pub fn addresses(
    values: &Values,
    entity: EntityKind,
    registers_hukou: bool,
    territory: &Territory,
) -> Addresses {
    let split = SplitColumns {
        estate: values.get(no::ESTATE),
        building: values.get(no::BUILDING),
        unit: values.get(no::UNIT),
        floor: values.get(no::FLOOR),
        room: values.get(no::ROOM),
    };
    let none = SplitColumns::default();
    let text = |element| values.get(element);
    let (home_from, columns_of_home, columns_of_hukou) = match entity {
        EntityKind::Place if text(no::PLACE_ADDRESS).is_some() => {
            (Some(no::PLACE_ADDRESS), split, None)
        }
        EntityKind::Place => (Some(no::REGISTERED_ADDRESS), split, None),
        // Where people are registered, the split columns say where, unless a home is named.
        _ if registers_hukou && text(no::HOME_ADDRESS).is_none() => (None, none, Some(split)),
        _ => (Some(no::HOME_ADDRESS), split, Some(none)),
    };
    let read = |element: Option<ElementNo>, columns: &SplitColumns<'_>| {
        let text = element.and_then(text);
        (text.is_some() || !columns.are_empty())
            .then(|| Arc::new(address::assemble(text, columns, territory)))
    };
    let hukou = match entity {
        // Where a place is registered is told by that address alone: split columns and other
        // addresses say where it works.
        EntityKind::Place => read(Some(no::REGISTERED_ADDRESS), &none),
        _ => columns_of_hukou.and_then(|columns| read(Some(no::HUKOU_ADDRESS), &columns)),
    };
    Addresses {
        whole_home: home_from
            .filter(|element| *element == no::HOME_ADDRESS)
            .and_then(|element| with_estate(text(element)?, split.estate?, territory)),
        home: read(home_from, &columns_of_home),
        home_from,
        hukou,
    }
}

fn with_estate(text: &str, estate: &str, territory: &Territory) -> Option<String> {
    if text.contains(estate) {
        return None;
    }
    let alone = address::assemble(Some(text), &SplitColumns::default(), territory);
    let door = alone.room.is_some() && alone.estate.is_none() && alone.road.is_none();
    (door && !alone.outside).then(|| format!("{estate}{text}"))
}

/// Reads the addresses of rows that follow one another. Those who live together stand together and
/// write the same address, and reading one costs more than everything else of a row.
#[derive(Debug, Default)]
pub(crate) struct AddressReader {
    last: Option<(Written, Addresses)>,
}

/// Everything that the addresses of a row are read from.
#[derive(Debug, PartialEq, Eq)]
struct Written([Option<String>; WRITTEN.len()]);

const WRITTEN: [ElementNo; 9] = [
    no::HOME_ADDRESS,
    no::HUKOU_ADDRESS,
    no::PLACE_ADDRESS,
    no::REGISTERED_ADDRESS,
    no::ESTATE,
    no::BUILDING,
    no::UNIT,
    no::FLOOR,
    no::ROOM,
];

impl Written {
    fn of(values: &Values) -> Self {
        Self(WRITTEN.map(|element| values.get(element).map(str::to_owned)))
    }

    fn is_that_of(&self, values: &Values) -> bool {
        WRITTEN
            .iter()
            .zip(&self.0)
            .all(|(element, text)| values.get(*element) == text.as_deref())
    }
}

impl AddressReader {
    /// [`addresses`] of the next row; entity, source and territory are always the same.
    pub(crate) fn read(
        &mut self,
        values: &Values,
        entity: EntityKind,
        registers_hukou: bool,
        territory: &Territory,
    ) -> Addresses {
        match &self.last {
            Some((written, read)) if written.is_that_of(values) => read.clone(),
            _ => {
                let read = addresses(values, entity, registers_hukou, territory);
                self.last = Some((Written::of(values), read.clone()));
                read
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole_home(estate: &str, home: &str) -> Option<String> {
        let mut values = Values::new();
        values.set(no::ESTATE, estate);
        values.set(no::HOME_ADDRESS, home);
        addresses(&values, EntityKind::Person, false, Territory::shipped()).whole_home
    }

    #[test]
    fn a_place_has_its_registered_address_beside_the_one_it_works_at() {
        let read = |works: &str| {
            let mut values = Values::new();
            values.set(no::REGISTERED_ADDRESS, "登州路45号3号楼301");
            values.set(no::PLACE_ADDRESS, works);
            addresses(&values, EntityKind::Place, false, Territory::shipped())
        };
        let elsewhere = read("辽宁路1号");
        assert_eq!(elsewhere.home_from, Some(no::PLACE_ADDRESS));
        assert_ne!(elsewhere.home, elsewhere.hukou);
        let alone = read("");
        assert_eq!(alone.home_from, Some(no::REGISTERED_ADDRESS));
        assert_eq!(alone.home, alone.hukou);
    }

    #[test]
    fn a_door_alone_gets_the_estate_of_its_own_column() {
        let whole = whole_home("海晖庭院", "3号楼2单元301室");
        assert_eq!(whole.as_deref(), Some("海晖庭院3号楼2单元301室"));
        assert_eq!(whole_home("海晖庭院", "海晖庭院3号楼301"), None);
        assert_eq!(whole_home("海晖庭院", "登州路45号3号楼301"), None);
        assert_eq!(whole_home("", "3号楼301"), None);
    }
}
