//! Where the memory of a snapshot goes.

use arrow_array::Array;

use crate::bits::RowBits;
use crate::outside::Outside;
use crate::partition::{Complete, Partition};
use crate::person_columns::PersonColumns;
use crate::row_set::RowSet;
use crate::snapshot::Snapshot;
use crate::strays::Strays;

/// Bytes by part, as allocated; what allocators add is not in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemoryUse {
    /// Names, identity numbers, phones and addresses of people.
    pub texts: u64,
    /// The other columns of people that lists show: ids, sex, dates, dwellings, households.
    pub columns: u64,
    /// Every other element that people hold.
    pub held: u64,
    /// The orders of lists, and what numbers and addresses are looked up by.
    pub orders: u64,
    /// Who lives and who is registered behind each door, and who is in each household.
    pub groups: u64,
    /// Spouses, children and parents.
    pub kin: u64,
    /// People as bits: registered where, living, of which source.
    pub bitmaps: u64,
    /// Columns and order of dwellings.
    pub dwellings: u64,
    /// Columns and order of places.
    pub places: u64,
    /// Households: where the lists of their members are, and the doors they are registered behind.
    pub households: u64,
    /// Who and what carries each tag, and of whom it cannot be told.
    pub tags: u64,
    /// Ages, occupancy, kinds of places and whose lists are complete, which belong to the day.
    pub derived: u64,
    /// What communities hold of one another's doors and households.
    pub elsewhere: u64,
}

impl MemoryUse {
    /// Every part with its name.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, u64); 13] {
        [
            ("texts of people", self.texts),
            ("columns of people", self.columns),
            ("other elements of people", self.held),
            ("orders and look-ups", self.orders),
            ("doors and households", self.groups),
            ("kin", self.kin),
            ("bitmaps of people", self.bitmaps),
            ("dwellings", self.dwellings),
            ("places", self.places),
            ("households", self.households),
            ("tags", self.tags),
            ("of the day", self.derived),
            ("held elsewhere", self.elsewhere),
        ]
    }

    /// All parts together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.parts().iter().map(|(_, bytes)| bytes).sum()
    }
}

impl Snapshot {
    /// How many bytes each part takes.
    #[must_use]
    pub fn memory(&self) -> MemoryUse {
        let mut used = MemoryUse::default();
        for partition in &self.partitions {
            people(partition.people(), &mut used);
            used.dwellings += partition.core.dwellings.bytes() as u64;
            used.places += partition.core.places.bytes() as u64;
            used.households += partition.households.bytes() as u64;
            used.tags += partition.carried.bytes() as u64;
            used.derived += of_the_day(partition) as u64;
            used.elsewhere += (strays(&partition.core.strays) + outside(&partition.outside)) as u64;
        }
        used
    }
}

fn people(people: &PersonColumns, used: &mut MemoryUse) {
    let texts: [&dyn Array; 4] = [
        &people.name,
        &people.id_number,
        &people.phone,
        &people.address,
    ];
    let columns: [&dyn Array; 10] = [
        &people.id,
        &people.sex,
        &people.birth,
        &people.death,
        &people.deceased,
        &people.hukou,
        &people.home_dwelling,
        &people.hukou_dwelling,
        &people.household,
        &people.verified,
    ];
    let sum = |arrays: &[&dyn Array]| -> u64 {
        arrays
            .iter()
            .map(|array| array.get_array_memory_size() as u64)
            .sum()
    };
    used.texts += sum(&texts);
    used.columns += sum(&columns);
    used.held += people.held.column_bytes() as u64;
    used.orders +=
        (people.sorted.bytes() + people.by_id_number.bytes() + people.address_pairs.bytes()) as u64;
    used.groups += (listed(&people.by_home)
        + listed(&people.by_hukou_dwelling)
        + listed(&people.by_household)
        + people.homes.bytes()
        + people.registered_at.bytes()
        + people.households.bytes()) as u64;
    used.kin += people.kin.bytes() as u64;
    let registered: usize = people.registered.iter().map(RowSet::bytes).sum();
    used.bitmaps += (registered
        + listed(&people.hukou_codes)
        + people.living.bytes()
        + people.home_held.bytes()
        + people.hukou_outside.bytes()
        + people.held.source_bytes()) as u64;
}

fn of_the_day(partition: &Partition) -> usize {
    let Complete {
        housemates,
        household,
        residents,
        registered,
        kin,
    } = &partition.complete;
    let bits = [
        &partition.ages_known,
        housemates,
        household,
        residents,
        registered,
    ];
    listed(&partition.ages)
        + listed(&partition.occupancy)
        + listed(&partition.place_kinds)
        + kin.bytes()
        + bits
            .into_iter()
            .flatten()
            .map(RowBits::bytes)
            .sum::<usize>()
}

fn strays(strays: &Strays) -> usize {
    listed(&strays.homes) + listed(&strays.registered)
}

fn outside(outside: &Outside) -> usize {
    // A tree's nodes hold a little more than their entries.
    outside.homes.len() * size_of::<(i64, u32)>()
        + listed(&outside.households)
        + listed(&outside.registered)
        + outside.kin.bytes()
        + outside.shared.bytes()
}

fn listed<T>(values: &Vec<T>) -> usize {
    values.capacity() * size_of::<T>()
}
