//! Which people, dwellings, places and households carry which tag.
//!
//! Every tag is a rule, computed over the columns of a partition in an order in which each finds
//! the tags it reads. What cannot be told is not carried: a tag starts work for somebody, and a
//! wrong one costs more than a missing one. Of whom it cannot be told is kept beside it.

use std::sync::Arc;

use rules::{Context, Plan, Subject};

use crate::bits::RowBits;
use crate::partition::Partition;
use crate::row_set::RowSet;
use crate::rule_columns::table;

/// The answers of every tag, by subject and place in the tag set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carried {
    tags: [Vec<Carriers>; 4],
}

/// Who carries a tag.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Carriers {
    /// Who carries it.
    pub(crate) yes: RowSet,
    /// Of whom it cannot be told.
    pub(crate) unknown: RowSet,
}

impl Carried {
    /// Computes the tags of a partition that read nothing of other partitions.
    pub(crate) fn fill(partition: &mut Partition) {
        let tag_set = Arc::clone(&partition.tag_set);
        for subject in Subject::ALL {
            partition.carried.tags[subject as usize] = tag_set
                .of(subject)
                .iter()
                .map(|_| Carriers::nobody())
                .collect();
        }
        for (subject, place) in tag_set.order() {
            let carriers = Carriers::of(&[], partition, *subject, *place);
            partition.carried.set(*subject, *place, carriers);
        }
    }

    /// Replaces who carries a tag.
    pub(crate) fn set(&mut self, subject: Subject, place: usize, carriers: Carriers) {
        self.tags[subject as usize][place] = carriers;
    }

    /// The tags of a subject, in the order of the tag set.
    pub(crate) fn of(&self, subject: Subject) -> &[Carriers] {
        &self.tags[subject as usize]
    }

    /// The people who carry a tag of people.
    pub(crate) fn people(&self, place: usize) -> &RowSet {
        &self.of(Subject::Person)[place].yes
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.tags
            .iter()
            .flatten()
            .map(|carriers| carriers.yes.bytes() + carriers.unknown.bytes())
            .sum()
    }
}

impl Carriers {
    /// Who carries a tag in a partition that stands beside `all` others.
    pub(crate) fn of(
        all: &[Arc<Partition>],
        partition: &Partition,
        subject: Subject,
        place: usize,
    ) -> Self {
        let tag_set = &partition.tag_set;
        let context = Context {
            today: partition.today,
            area: partition.community(),
            parameters: tag_set.parameters(),
        };
        let rule = &tag_set.of(subject)[place].rule;
        let answer = Plan::new(rule, &context).run(&*table(all, partition, subject));
        let rows = answer.rows();
        let unknown = match answer.unknown() {
            Some(words) => RowBits::from_words(words, rows),
            None => RowBits::none(rows),
        };
        Self {
            unknown: RowSet::from_bits(unknown),
            yes: RowSet::from_bits(RowBits::from_words(answer.into_yes(), rows)),
        }
    }

    fn nobody() -> Self {
        let none = || RowSet::from_bits(RowBits::none(0));
        Self {
            yes: none(),
            unknown: none(),
        }
    }
}
