//! What becomes of people's tags when some communities change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::tag::TagNo;
use rules::Subject;

use crate::partition::Partition;
use crate::snapshot::Snapshot;

/// The tags that somebody gains and loses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagDifference {
    /// The person.
    pub person: i64,
    /// Tags carried only after, ascending.
    pub gained: Vec<TagNo>,
    /// Tags carried only before, ascending.
    pub lost: Vec<TagNo>,
}

impl Snapshot {
    /// Everybody who carries other tags in a snapshot made from this one with the same tags; by id. Who
    /// is held by one of the two only carries nothing in the other. A community that both share is not
    /// looked at; one that did not change itself may still hold a relative of whoever did.
    #[must_use]
    pub fn tag_differences(&self, after: &Self) -> Vec<TagDifference> {
        let of = |snapshot: &Self| -> BTreeSet<*const Partition> {
            snapshot.partitions.iter().map(Arc::as_ptr).collect()
        };
        let (own, others) = (of(self), of(after));
        let shared: BTreeSet<_> = own.intersection(&others).collect();
        let mut people: BTreeMap<i64, TagDifference> = BTreeMap::new();
        for snapshot in [self, after] {
            let lost = std::ptr::eq(snapshot, self);
            for partition in &snapshot.partitions {
                if !shared.contains(&Arc::as_ptr(partition)) {
                    note(partition, lost, &mut people);
                }
            }
        }
        people
            .into_values()
            .filter_map(|mut person| {
                let both: Vec<TagNo> = person
                    .lost
                    .iter()
                    .copied()
                    .filter(|tag| person.gained.contains(tag))
                    .collect();
                person.gained.retain(|tag| !both.contains(tag));
                person.lost.retain(|tag| !both.contains(tag));
                (!person.gained.is_empty() || !person.lost.is_empty()).then_some(person)
            })
            .collect()
    }
}

/// Notes every tag of everybody of a partition, as held before or after.
fn note(partition: &Partition, before: bool, people: &mut BTreeMap<i64, TagDifference>) {
    let ids = &partition.people().id;
    for (place, tag) in partition.tag_set.of(Subject::Person).iter().enumerate() {
        for row in 0..ids.len() {
            if partition.carried.people(place).contains(row) {
                let id = ids.value(row);
                let person = people.entry(id).or_insert_with(|| TagDifference {
                    person: id,
                    ..TagDifference::default()
                });
                let list = if before {
                    &mut person.lost
                } else {
                    &mut person.gained
                };
                list.push(tag.no);
            }
        }
    }
}
