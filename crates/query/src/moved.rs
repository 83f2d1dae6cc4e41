//! Who of a community is not as in the snapshot before.
//!
//! Members of a household and relatives may be held by other communities, nearly every two of which
//! share somebody. A change of one person must not make all of them work: only those who hold somebody
//! near that person have to look again.

use std::sync::Arc;

use arrow_array::Array;
use rules::Subject;

use crate::bits::RowBits;
use crate::partition::Partition;
use crate::tags::Carriers;

/// People of a partition of whom a value or a tag is not as before.
#[derive(Debug, Clone)]
pub(crate) enum Moved {
    /// Rows have come or gone, or everything is computed anew: anybody may be another.
    Anybody,
    /// The rows of those who are; `None` is nobody.
    Rows(Option<RowBits>),
}

impl Moved {
    /// Nobody.
    pub(crate) const fn nobody() -> Self {
        Self::Rows(None)
    }

    /// Who is another in a partition that was made anew; `before` is what stood in its place. Late
    /// tags are not looked at: see [`Moved::add`].
    pub(crate) fn between(before: Option<&Partition>, now: &Partition) -> Self {
        let comparable = |before: &&Partition| {
            before.today == now.today
                && Arc::ptr_eq(&before.tag_set, &now.tag_set)
                && before.people().id == now.people().id
        };
        let Some(before) = before.filter(comparable) else {
            return Self::Anybody;
        };
        let (old, new) = (&before.people().print, &now.people().print);
        let mut moved = Self::Rows(Some(RowBits::from_fn(new.len(), |row| {
            old[row] != new[row]
        })));
        let standing =
            now.people()
                .held
                .moved(&now.rosters, &before.people().held, &before.rosters);
        if let Self::Rows(Some(rows)) = &mut moved {
            rows.or(&standing);
        }
        let of_people = now.tag_set.order().iter();
        for (subject, place) in of_people.filter(|(subject, _)| *subject == Subject::Person) {
            let (then, since) = (before.carried.of(*subject), now.carried.of(*subject));
            moved.add(&then[*place], &since[*place], new.len());
        }
        moved
    }

    /// Adds those of whom a tag is not as before, in a partition of so many people.
    pub(crate) fn add(&mut self, before: &Carriers, now: &Carriers, people: usize) {
        let Self::Rows(moved) = self else {
            return;
        };
        if before == now {
            return;
        }
        let moved = moved.get_or_insert_with(|| RowBits::none(people));
        for (old, new) in [(&before.yes, &now.yes), (&before.unknown, &now.unknown)] {
            let (old, new) = (old.words(people), new.words(people));
            let differing = old.iter().zip(new.iter()).map(|(old, new)| old ^ new);
            moved.or(&RowBits::from_words(differing.collect(), people));
        }
    }

    /// Those and who lives, or lived, with one of them or behind a door that is not as before.
    pub(crate) fn next_door(&self, before: Option<&Partition>, now: &Partition) -> Self {
        let rows = match self {
            Self::Rows(None) => return Self::nobody(),
            Self::Rows(Some(rows)) if !doors_moved(before, now) => rows,
            _ => return Self::Anybody,
        };
        let mut all = rows.clone();
        for people in before.into_iter().chain([now]).map(Partition::people) {
            for row in rows
                .iter()
                .filter(|row| people.home_dwelling.is_valid(*row))
            {
                let home = people.home_dwelling.value(row);
                let housemates = people.at_home_in(home).iter();
                housemates.for_each(|row| all.insert(*row as usize));
            }
        }
        Self::Rows(Some(all))
    }

    /// Whether a person of the partition is among them.
    pub(crate) fn has(&self, partition: &Partition, id: i64) -> bool {
        match self {
            Self::Anybody => true,
            Self::Rows(None) => false,
            Self::Rows(Some(rows)) => {
                (partition.people().row_of(id)).is_none_or(|row| rows.get(row))
            }
        }
    }
}

/// Whether a dwelling, or who of other partitions lives in one, is not as before.
fn doors_moved(before: Option<&Partition>, now: &Partition) -> bool {
    before.is_none_or(|before| {
        before.core.dwellings.print != now.core.dwellings.print
            || before.outside.homes != now.outside.homes
    })
}
