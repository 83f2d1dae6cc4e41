//! Looking through everybody for somebody: what identifies a person, as the columns hold it.

use arrow_array::{Array, Int64Array};
use rayon::prelude::*;

use crate::list::{PersonRow, person_row};
use crate::person_columns::PersonColumns;
use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// What identifies one person. Values are PLAIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity<'a> {
    /// Name; empty when not held.
    pub name: &'a str,
    /// Identity number; empty when not held.
    pub id_number: &'a str,
    /// Birth date in days since 1970-01-01.
    pub birth: Option<i32>,
    /// Phones joined by `;`; empty when not held.
    pub phones: &'a str,
    /// The dwelling lived in and the one registered at.
    pub dwellings: [Option<i64>; 2],
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
                    .filter(|row| wanted(&identity(people, *row)))
                    .map(|row| person_row(partition, row))
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

fn identity(people: &PersonColumns, row: usize) -> Identity<'_> {
    let id = |column: &Int64Array| column.is_valid(row).then(|| column.value(row));
    Identity {
        name: people.name_at(row),
        id_number: text_at(&people.id_number, row).unwrap_or(""),
        birth: people.birth.is_valid(row).then(|| people.birth.value(row)),
        phones: text_at(&people.phone, row).unwrap_or(""),
        dwellings: [id(&people.home_dwelling), id(&people.hukou_dwelling)],
    }
}
