//! Single people, dwellings, places and households of the snapshot, for explaining a rule: the same values that
//! rules are evaluated over, so that the reason always fits the answer.

use std::sync::Arc;

use arrow_array::Int64Array;
use catalog::area::AreaCode;
use catalog::element::{Dictionary, ElementNo, ValueKind, no};
use catalog::period;
use catalog::roster::Left;
use catalog::source::SourceNo;
use catalog::survivorship::Current;
use rules::facts::{Entity, Fact, Facts, MemberList};
use rules::{Cell, Condition, Relation, Subject};

use crate::held::Held;
use crate::partition::Partition;
use crate::rule_columns::table;
use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// What the snapshot knows about single entities. Values are PLAIN.
#[derive(Debug, Clone)]
pub struct SnapshotFacts<'a> {
    snapshot: &'a Snapshot,
    /// An entity with the records its values stand in.
    recorded: Option<(Entity, &'a Current)>,
}

impl Snapshot {
    /// What is known about single entities.
    #[must_use]
    pub fn facts(&self) -> SnapshotFacts<'_> {
        SnapshotFacts {
            snapshot: self,
            recorded: None,
        }
    }

    /// Whether an entity is held.
    #[must_use]
    pub fn holds(&self, of: Entity) -> bool {
        self.locate(of).is_some()
    }

    /// Whether an entity carries a tag; `None` when that cannot be told.
    #[must_use]
    pub fn carries(&self, of: Entity, name: &str) -> Option<bool> {
        self.facts().tag(of, name)
    }

    /// The rule of a tag, and the area it is asked for of an entity: the community that holds it.
    #[must_use]
    pub fn tag_rule(&self, name: &str, of: Entity) -> Option<(&Condition, Option<AreaCode>)> {
        let (partition, _) = self.locate(of)?;
        let tag = partition.tag_set.by_name(name)?;
        Some((&tag.rule.condition, partition.community()))
    }

    /// Where an entity is held: its partition and row.
    pub(crate) fn locate(&self, of: Entity) -> Option<(&Arc<Partition>, usize)> {
        self.partitions.iter().find_map(|partition| {
            let row = ids_of(partition, of.subject)
                .values()
                .binary_search(&of.id)
                .ok()?;
            Some((partition, row))
        })
    }
}

impl<'a> SnapshotFacts<'a> {
    /// Names records and sources for the values of one entity, whose registry values these are.
    #[must_use]
    pub fn with_records(mut self, of: Entity, current: &'a Current) -> Self {
        self.recorded = Some((of, current));
        self
    }
}

/// The ids of a subject, by row.
pub(crate) fn ids_of(partition: &Partition, subject: Subject) -> &Int64Array {
    match subject {
        Subject::Person => &partition.people().id,
        Subject::Dwelling => &partition.core.dwellings.id,
        Subject::Place => &partition.core.places.id,
        Subject::Household => &partition.households.id,
    }
}

/// What is kept of the elements and sources of a subject. A household has no records: its members
/// have.
fn held_of(partition: &Partition, subject: Subject) -> Option<&Held> {
    let core = &partition.core;
    match subject {
        Subject::Person => Some(&core.people.held),
        Subject::Dwelling => Some(&core.dwellings.held),
        Subject::Place => Some(&core.places.held),
        Subject::Household => None,
    }
}

impl Facts for SnapshotFacts<'_> {
    fn value(&self, of: Entity, element: ElementNo) -> Option<Fact> {
        let (partition, row) = self.snapshot.locate(of)?;
        let columns = table(&self.snapshot.partitions, partition, of.subject);
        let cell = columns.column(element)?.cell(row)?;
        let text = identifying(partition, row, of.subject, element)
            .map(str::to_owned)
            .or_else(|| text_of(cell, element))?;
        let winner = self
            .recorded
            .filter(|(entity, _)| *entity == of)
            .and_then(|(_, current)| current.winner(element));
        Some(Fact {
            text,
            record: winner.map(|winner| winner.record),
            source: winner.map(|winner| winner.source),
        })
    }

    fn is_alive(&self, of: Entity) -> bool {
        match self.snapshot.locate(of) {
            Some((partition, row)) if of.subject == Subject::Person => {
                partition.people().living.get(row)
            }
            _ => true,
        }
    }

    fn tag(&self, of: Entity, name: &str) -> Option<bool> {
        let (partition, row) = self.snapshot.locate(of)?;
        let place = partition.tag_set.place(of.subject, name)?;
        let carriers = &partition.carried.of(of.subject)[place];
        (!carriers.unknown.contains(row)).then(|| carriers.yes.contains(row))
    }

    fn source(&self, of: Entity, source: SourceNo) -> Option<bool> {
        let (partition, row) = self.snapshot.locate(of)?;
        let held = held_of(partition, of.subject)?;
        Some(held.stands(source, row, &partition.rosters))
    }

    fn left(&self, of: Entity, source: SourceNo) -> Option<Left> {
        let (partition, row) = self.snapshot.locate(of)?;
        // Of a community in which everybody stands as before the older lists may still be at hand.
        let rosters = &self.snapshot.district.rosters;
        held_of(partition, of.subject)?.left(source, row, rosters)
    }

    fn members(&self, of: Entity, relation: Relation) -> MemberList {
        let Some((partition, row)) = self
            .snapshot
            .locate(of)
            .filter(|_| relation.from() == of.subject)
        else {
            return MemberList::default();
        };
        let columns = table(&self.snapshot.partitions, partition, of.subject);
        let Some(members) = columns.relation(relation) else {
            return MemberList::default();
        };
        let subject = relation.to();
        let ids = ids_of(partition, subject);
        let (rows, complete) = members.of(row);
        let elsewhere: Vec<i64> = match relation {
            Relation::Members => {
                let members = partition.outside.shared.members_of(of.id).iter();
                members.map(|member| member.id).collect()
            }
            _ => {
                let links = partition.outside.kin.of(relation).iter();
                let own = links.filter(|link| link.row as usize == row);
                own.map(|link| link.id).collect()
            }
        };
        MemberList {
            members: rows
                .map(|member| ids.value(member as usize))
                .chain(elsewhere)
                .map(|id| Entity { subject, id })
                .collect(),
            complete,
        }
    }
}

/// The text of what identifies, as lists hold it.
fn identifying(
    partition: &Partition,
    row: usize,
    subject: Subject,
    element: ElementNo,
) -> Option<&str> {
    let (people, places) = (partition.people(), &partition.core.places);
    let column = match (subject, element) {
        (Subject::Person, no::NAME) => &people.name,
        (Subject::Person, no::ID_NUMBER) => &people.id_number,
        (Subject::Person, no::PHONE) => &people.phone,
        (Subject::Person, no::HOME_ADDRESS) => &people.address,
        (Subject::Place, no::CREDIT_CODE) => &places.credit_code,
        (Subject::Place, no::PLACE_ADDRESS) => &places.address,
        _ => return None,
    };
    text_at(column, row)
}

/// The canonical text of a value.
fn text_of(cell: Cell<'_>, element: ElementNo) -> Option<String> {
    Some(match cell {
        Cell::YesNo(yes) => if yes { "1" } else { "0" }.to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.to_owned(),
        Cell::Area(area) => area.to_string(),
        Cell::Id(id) => id.to_string(),
        Cell::Day(day) => {
            let day = period::from_epoch_day(day)?;
            let kind = &Dictionary::shipped().get(element)?.kind;
            if *kind == ValueKind::Month {
                rules::month_text(day)
            } else {
                period::day_text(day)
            }
        }
    })
}
