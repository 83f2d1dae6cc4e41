//! Looking through everybody for somebody: what identifies people, as the columns hold it.

use arrow_array::{Array, StringArray};
use rayon::prelude::*;

use crate::list::{PersonRow, person_row};
use crate::person_columns::PersonColumns;
use crate::snapshot::Snapshot;

/// What identifies the people of one partition, column by column. Values are PLAIN.
#[derive(Debug, Clone, Copy)]
pub struct Identities<'a>(&'a PersonColumns);

/// The offsets of the texts of a column, one more than there are rows, and what they point into. A text
/// that is not held is empty.
pub type RawTexts<'a> = (&'a [i32], &'a [u8]);

impl<'a> Identities<'a> {
    /// Names.
    #[must_use]
    pub fn names(&self) -> RawTexts<'a> {
        raw(&self.0.name)
    }

    /// Identity numbers.
    #[must_use]
    pub fn id_numbers(&self) -> RawTexts<'a> {
        raw(&self.0.id_number)
    }

    /// Phones, each person's joined by `;`.
    #[must_use]
    pub fn phones(&self) -> RawTexts<'a> {
        raw(&self.0.phone)
    }

    /// Birth dates in days since 1970-01-01; any number where none is held.
    #[must_use]
    pub fn births(&self) -> &'a [i32] {
        self.0.birth.values()
    }

    /// Whether the birth date of a row is held.
    #[must_use]
    pub fn is_birth_held(&self, row: usize) -> bool {
        self.0.birth.is_valid(row)
    }

    /// Rows of those whose home a dwelling is.
    #[must_use]
    pub fn at_home_in(&self, dwelling: i64) -> &'a [u32] {
        self.0.at_home_in(dwelling)
    }

    /// Rows of those who are registered in a dwelling.
    #[must_use]
    pub fn registered_in(&self, dwelling: i64) -> &'a [u32] {
        self.0.registered_in(dwelling)
    }
}

/// Null slots of a column are empty: see `text_column`.
fn raw(column: &StringArray) -> RawTexts<'_> {
    (column.value_offsets(), column.value_data())
}

impl Snapshot {
    /// Everybody whose rows `look` names, the dead among them, and what else it says of each partition;
    /// it is asked about all partitions, on all cores.
    #[must_use]
    pub fn search<T: Send>(
        &self,
        look: impl Fn(Identities<'_>) -> (Vec<usize>, T) + Sync,
    ) -> (Vec<PersonRow>, Vec<T>) {
        let (found, said): (Vec<Vec<PersonRow>>, Vec<T>) = self
            .partitions
            .par_iter()
            .map(|partition| {
                let (rows, said) = look(Identities(partition.people()));
                let rows = rows.into_iter().map(|row| person_row(partition, row));
                (rows.collect(), said)
            })
            .unzip();
        (found.into_iter().flatten().collect(), said)
    }
}
