//! Who is who, worked out afresh from what holds: what the registry is compared with.

use std::collections::{BTreeMap, BTreeSet};

use catalog::element::no;
use catalog::source::SourceNo;
use catalog::survivorship::{Current, EpochDay};
use storage::{Merge, PairAnswer, RecordView, SplitOff, compete};

use crate::district::Row;

/// A delivery as it was handed in.
#[derive(Debug, Clone)]
pub struct Handed {
    pub name: String,
    pub source: SourceNo,
    pub as_of: EpochDay,
    pub rows: Vec<Row>,
}

/// A pair of entities, the lower first.
pub fn in_order(one: i64, other: i64) -> (i64, i64) {
    (one.min(other), one.max(other))
}

/// Who is who, worked out from scratch from what holds in the end, knowing nothing of entities:
/// a number is a person, rows of a number and name that were split off are another, and merges
/// that hold join them.
#[derive(Default)]
pub struct Afresh {
    pub loaded: Vec<(i64, Handed)>,
    /// Deliveries that were undone and have not come again.
    pub undone: Vec<Handed>,
    /// Merges that hold.
    pub merges: Vec<Merge>,
    pub splits: Vec<(SplitOff, BTreeSet<(String, String)>)>,
    /// The entity that each number was first seen as.
    pub base: BTreeMap<String, i64>,
    /// Every two whose merge was ever taken back.
    pub taken_back: BTreeSet<(i64, i64)>,
    /// Everything that people have said about two entities, oldest first.
    pub said: Vec<((i64, i64), PairAnswer)>,
}

impl Afresh {
    /// The entity a record belongs to before merges.
    fn node(&self, record: &RecordView) -> i64 {
        let text = |element| record.values.get(element).unwrap_or_default().to_owned();
        let (number, name) = (text(no::ID_NUMBER), text(no::NAME));
        let own = self.base[&number];
        let split = self
            .splits
            .iter()
            .find(|(_, rows)| rows.contains(&(number.clone(), name.clone())));
        split.map_or(own, |(split, _)| split.founded)
    }

    fn root(&self, mut node: i64) -> i64 {
        while let Some(edge) = self.merges.iter().find(|merge| merge.gone == node) {
            node = edge.kept;
        }
        node
    }

    /// Every person that there should be, with what it should hold.
    pub fn people(&self, records: &[RecordView]) -> BTreeMap<i64, Current> {
        let mut families: BTreeMap<i64, Vec<RecordView>> = BTreeMap::new();
        for record in records {
            let root = self.root(self.node(record));
            families.entry(root).or_default().push(record.clone());
        }
        families
            .into_iter()
            .map(|(root, records)| (root, compete(&records)))
            .collect()
    }

    /// The pairs of people of now whom the machine must leave alone: somebody has said last that
    /// they, or any of those merged with them, are different or cannot be told apart.
    pub fn barred(&self) -> BTreeSet<(i64, i64)> {
        self.newest()
            .into_iter()
            .filter(|(_, said)| *said != PairAnswer::Same)
            .map(|((one, other), _)| in_order(self.root(one), self.root(other)))
            .collect()
    }

    /// What was said last about each two of whom anything was said.
    fn newest(&self) -> BTreeMap<(i64, i64), PairAnswer> {
        self.said.iter().copied().collect()
    }

    /// Merges of the machine that hold and of which nobody has said last that they are right.
    pub fn unchecked(&self) -> Vec<Merge> {
        let newest = self.newest();
        let vouched =
            |made: &Merge| newest.get(&in_order(made.kept, made.gone)) == Some(&PairAnswer::Same);
        let by_machine = self.merges.iter().filter(|made| made.made_by.is_none());
        by_machine.filter(|made| !vouched(made)).cloned().collect()
    }

    /// The pairs of people of now that the machine may ask about and not join: a merge of theirs was
    /// taken back, and nobody has said since that they are the same.
    pub fn only_asked(&self) -> BTreeSet<(i64, i64)> {
        let newest = self.newest();
        self.taken_back
            .iter()
            .filter(|pair| newest.get(pair) != Some(&PairAnswer::Same))
            .map(|(one, other)| in_order(self.root(*one), self.root(*other)))
            .collect()
    }

    /// Notes that a merge holds no longer.
    pub fn take_back(&mut self, made: &Merge) {
        self.merges.retain(|merge| merge.id != made.id);
        self.taken_back.insert(in_order(made.kept, made.gone));
    }

    pub fn note(&mut self, made: Merge) {
        if made.made_by.is_some() {
            self.say(made.kept, made.gone, PairAnswer::Same);
        }
        self.merges.push(made);
    }

    pub fn say(&mut self, one: i64, other: i64, answer: PairAnswer) {
        self.said.push((in_order(one, other), answer));
    }
}
