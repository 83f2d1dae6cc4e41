//! Looking through everybody for somebody: what identifies a person, as the columns hold it.

use arrow_array::{Array, Int64Array};
use rayon::prelude::*;

use crate::list::{PersonRow, person_row};
use crate::person_columns::PersonColumns;
use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// What identifies one person. Each value is read when it is asked for, so that looking at a
/// million people costs what is looked at. Values are PLAIN.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    people: &'a PersonColumns,
    row: usize,
}

impl Identity<'_> {
    /// Name; empty when not held.
    #[must_use]
    pub fn name(&self) -> &str {
        self.people.name_at(self.row)
    }

    /// Identity number; empty when not held.
    #[must_use]
    pub fn id_number(&self) -> &str {
        text_at(&self.people.id_number, self.row).unwrap_or("")
    }

    /// Phones joined by `;`; empty when not held.
    #[must_use]
    pub fn phones(&self) -> &str {
        text_at(&self.people.phone, self.row).unwrap_or("")
    }

    /// Birth date in days since 1970-01-01.
    #[must_use]
    pub fn birth(&self) -> Option<i32> {
        let column = &self.people.birth;
        column.is_valid(self.row).then(|| column.value(self.row))
    }

    /// The dwelling lived in and the one registered at.
    #[must_use]
    pub fn dwellings(&self) -> [Option<i64>; 2] {
        let at = |column: &Int64Array| column.is_valid(self.row).then(|| column.value(self.row));
        [
            at(&self.people.home_dwelling),
            at(&self.people.hukou_dwelling),
        ]
    }
}

impl Snapshot {
    /// Everybody of whom `wanted` says yes, the dead among them, on all cores. Each community has a
    /// tally of its own that `wanted` may count in; they come back beside the people.
    pub fn search<T>(
        &self,
        wanted: impl Fn(&mut T, &Identity<'_>) -> bool + Sync,
    ) -> (Vec<PersonRow>, Vec<T>)
    where
        T: Default + Send,
    {
        let found: Vec<(Vec<PersonRow>, T)> = self
            .partitions
            .par_iter()
            .map(|partition| {
                let people = partition.people();
                let mut tally = T::default();
                let rows = (0..people.len())
                    .filter(|row| wanted(&mut tally, &Identity { people, row: *row }))
                    .map(|row| person_row(partition, row))
                    .collect::<Vec<_>>();
                (rows, tally)
            })
            .collect();
        let (rows, tallies): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        (rows.into_iter().flatten().collect(), tallies)
    }
}
