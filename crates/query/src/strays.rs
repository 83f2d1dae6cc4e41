//! Homes and doors of registration that the people of a partition have in another one.

use catalog::area::AreaCode;

use crate::dwelling_columns::DwellingColumns;
use crate::person_columns::PersonColumns;

/// What the people of a partition have elsewhere.
#[derive(Debug)]
pub(crate) struct Strays {
    /// Homes that are not dwellings of the partition, with their living occupants here.
    pub(crate) homes: Vec<(i64, u32)>,
    /// Dwellings of registration that are not of the partition, with their community.
    pub(crate) registered: Vec<(i64, Option<AreaCode>)>,
}

impl Strays {
    /// Looks through the people of a partition.
    pub(crate) fn of(people: &PersonColumns, dwellings: &DwellingColumns) -> Self {
        let home = |row: &u32| people.home_dwelling.value(*row as usize);
        let homes = people
            .by_home
            .chunk_by(|a, b| home(a) == home(b))
            .filter(|occupants| dwellings.row_of(home(&occupants[0])).is_none())
            .map(|occupants| (home(&occupants[0]), people.living_among(occupants)))
            .collect();
        let mut registered: Vec<(i64, Option<AreaCode>)> = people
            .by_hukou_dwelling
            .iter()
            .map(|row| *row as usize)
            .map(|row| (people.hukou_dwelling.value(row), people.hukou_of(row)))
            .collect();
        registered.dedup();
        registered.retain(|(dwelling, _)| dwellings.row_of(*dwelling).is_none());
        registered.shrink_to_fit();
        Self { homes, registered }
    }
}
