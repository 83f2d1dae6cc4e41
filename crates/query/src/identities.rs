//! Looking through everybody for somebody: what identifies a person, as the columns hold it.

use arrow_array::{Array, Int64Array};
use rayon::prelude::*;

use crate::list::{PersonRow, person_row};
use crate::person_columns::PersonColumns;
use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// What identifies one person. Values are PLAIN. Each is read from its column when it is asked for:
/// reading all of everybody took most of the time of a search.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    people: &'a PersonColumns,
    row: usize,
}

impl Identity<'_> {
    /// Name; empty when not held.
    #[inline]
    #[must_use]
    pub fn name(&self) -> &str {
        text_at(&self.people.name, self.row).unwrap_or("")
    }

    /// Identity number; empty when not held.
    #[inline]
    #[must_use]
    pub fn id_number(&self) -> &str {
        text_at(&self.people.id_number, self.row).unwrap_or("")
    }

    /// Birth date in days since 1970-01-01.
    #[inline]
    #[must_use]
    pub fn birth(&self) -> Option<i32> {
        let birth = &self.people.birth;
        birth.is_valid(self.row).then(|| birth.value(self.row))
    }

    /// Phones joined by `;`; empty when not held.
    #[inline]
    #[must_use]
    pub fn phones(&self) -> &str {
        text_at(&self.people.phone, self.row).unwrap_or("")
    }

    /// The dwelling lived in and the one registered at.
    #[inline]
    #[must_use]
    pub fn dwellings(&self) -> [Option<i64>; 2] {
        let id = |column: &Int64Array| column.is_valid(self.row).then(|| column.value(self.row));
        [
            id(&self.people.home_dwelling),
            id(&self.people.hukou_dwelling),
        ]
    }
}

impl Snapshot {
    /// Everybody of whom `wanted` says yes, the dead among them; all are looked at, on all cores.
    ///
    /// It is no generic function, so that the loop over millions is compiled here, where it is
    /// optimised, and not by whoever asks.
    #[must_use]
    pub fn search(&self, wanted: &(dyn Fn(&Identity<'_>) -> bool + Sync)) -> Vec<PersonRow> {
        self.partitions
            .par_iter()
            .flat_map_iter(|partition| {
                let people = partition.people();
                (0..people.len())
                    .filter(|row| wanted(&Identity { people, row: *row }))
                    .map(|row| person_row(partition, row))
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}
