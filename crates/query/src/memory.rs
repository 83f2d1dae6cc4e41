//! Where the memory of a snapshot goes.

use crate::snapshot::Snapshot;

/// Bytes by part, as allocated; what allocators add is not in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemoryUse {
    /// Columns of people.
    pub people: u64,
    /// Orders and look-ups over people.
    pub people_indexes: u64,
    /// Columns and order of dwellings.
    pub dwellings: u64,
    /// Columns and order of places.
    pub places: u64,
    /// Tags.
    pub tags: u64,
    /// Ages and occupancy, which belong to the day.
    pub derived: u64,
}

impl MemoryUse {
    /// All parts together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.people + self.people_indexes + self.dwellings + self.places + self.tags + self.derived
    }
}

impl Snapshot {
    /// How many bytes each part takes.
    #[must_use]
    pub fn memory(&self) -> MemoryUse {
        let mut used = MemoryUse::default();
        for partition in &self.partitions {
            let (columns, indexes) = partition.people().bytes();
            used.people += columns as u64;
            used.people_indexes += indexes as u64;
            used.dwellings += partition.core.dwellings.bytes() as u64;
            used.places += partition.core.places.bytes() as u64;
            used.tags += partition.carried.bytes() as u64;
            used.derived +=
                (partition.ages.capacity() + size_of_val(partition.occupancy.as_slice())) as u64;
        }
        used
    }
}
