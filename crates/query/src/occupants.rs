//! Who lives, and who is registered, behind a door.

use catalog::area::AreaCode;

use crate::list::{PersonRow, person_row};
use crate::partition::Partition;
use crate::snapshot::Snapshot;

impl Snapshot {
    /// The living people whose home is a dwelling, by id.
    #[must_use]
    pub fn occupants(&self, dwelling: i64) -> Vec<PersonRow> {
        let mut rows = self.rows_of_dwelling(|partition| partition.people().at_home_in(dwelling));
        rows.retain(|person| !person.deceased);
        rows
    }

    /// The people registered in a dwelling, wherever they live, by id. The dead are among them
    /// as long as their registration stands: that is what a visit must find out.
    #[must_use]
    pub fn registered_at(&self, dwelling: i64) -> Vec<PersonRow> {
        self.rows_of_dwelling(|partition| partition.people().registered_in(dwelling))
    }

    /// The people registered in one household, by id, the dead among them as long as their
    /// registration stands.
    #[must_use]
    pub fn household(&self, household: i64) -> Vec<PersonRow> {
        self.rows_of_dwelling(|partition| partition.people().of_household(household))
    }

    /// The ids of everybody, the dead among them, who lives or is registered in some dwellings or
    /// belongs to some households; ascending.
    #[must_use]
    pub fn tied_to(&self, dwellings: &[i64], households: &[i64]) -> Vec<i64> {
        let mut found: Vec<i64> = self
            .partitions
            .iter()
            .flat_map(|partition| {
                let people = partition.people();
                let of_doors = dwellings
                    .iter()
                    .flat_map(|id| [people.at_home_in(*id), people.registered_in(*id)]);
                let of_booklets = households.iter().map(|id| people.of_household(*id));
                of_doors
                    .chain(of_booklets)
                    .flatten()
                    .map(|row| people.id.value(*row as usize))
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The ids of all dwellings of a community, ascending.
    #[must_use]
    pub fn dwellings_of(&self, community: AreaCode) -> Vec<i64> {
        self.partitions
            .iter()
            .filter(|partition| partition.community() == Some(community))
            .flat_map(|partition| partition.core.dwellings.id.values().iter().copied())
            .collect()
    }

    fn rows_of_dwelling<'a>(&'a self, rows: impl Fn(&'a Partition) -> &'a [u32]) -> Vec<PersonRow> {
        let mut found: Vec<PersonRow> = self
            .partitions
            .iter()
            .flat_map(|partition| {
                rows(partition)
                    .iter()
                    .map(|row| person_row(partition, *row as usize))
            })
            .collect();
        found.sort_unstable_by_key(|person| person.id);
        found
    }
}
