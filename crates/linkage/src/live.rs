//! Linking one new record at once: an index of the records that are there, asked for those that
//! may be the same entity.
//!
//! Less than a kilobyte a record of a person.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::blocking::Key;
use crate::constraint::Conflict;
use crate::model::{Model, Tier, probability};
use crate::score::{Parameters, Scorer, Weight};
use crate::table::{Field, Table};

/// End of a list of postings.
const NONE: u32 = u32::MAX;

/// Records of one key that are looked at; a key that more share says nothing.
const LARGEST_BLOCK: usize = 2000;

/// An entity that a record may be of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The entity.
    pub entity: i64,
    /// 0 to 1.
    pub probability: f64,
    /// What is to be done.
    pub tier: Tier,
    /// Prior and weights together, in bits.
    pub weight: f64,
    /// What each comparison added.
    pub weights: Vec<Weight>,
    /// Evidence against, which no weight can outdo.
    pub conflict: Option<Conflict>,
}

/// Records that can be asked. An entity may hold several.
#[derive(Debug)]
pub struct LiveIndex {
    model: Model,
    parameters: Parameters,
    table: Table,
    /// By record: its entity.
    entities: Vec<i64>,
    /// Records that were taken out and can be written over.
    free: Vec<u32>,
    /// Entity → its records.
    records: FxHashMap<i64, Vec<u32>>,
    /// Rule and key → first posting.
    heads: FxHashMap<u64, u32>,
    /// Record and the next posting of the same key.
    postings: Vec<(u32, u32)>,
    free_postings: Vec<u32>,
}

impl LiveIndex {
    /// An index without records, of the model's fields.
    #[must_use]
    pub fn new(model: Model, parameters: Parameters, fields: Vec<Field>) -> Self {
        let mut index = Self {
            model,
            parameters,
            table: Table::new(fields),
            entities: Vec::new(),
            free: Vec::new(),
            records: FxHashMap::default(),
            heads: FxHashMap::default(),
            postings: Vec::new(),
            free_postings: Vec::new(),
        };
        // The record that is asked about is written here for the time of the question.
        index.table.push(0, &[]);
        index.entities.push(0);
        index
    }

    /// How many records are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entities.len() - 1 - self.free.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a record of an entity: by field its texts (for people [`crate::person::Person::with_texts`]).
    pub fn insert(&mut self, entity: i64, source: u16, texts: &[&[&str]]) {
        let record = match self.free.pop() {
            Some(record) => {
                self.table.replace(record, source, texts);
                self.entities[record as usize] = entity;
                record
            }
            None => {
                self.entities.push(entity);
                self.table.push(source, texts)
            }
        };
        self.records.entry(entity).or_default().push(record);
        for key in self.keys(record) {
            self.post(key, record);
        }
    }

    /// Takes all records of an entity out; answers how many there were.
    pub fn remove(&mut self, entity: i64) -> usize {
        let records = self.records.remove(&entity).unwrap_or_default();
        for &record in &records {
            for key in self.keys(record) {
                self.unpost(key, record);
            }
            self.table.clear(record);
            self.free.push(record);
        }
        records.len()
    }

    /// Entities that a record may be of, the likeliest first, each with its best record; none
    /// below the model's lower threshold, except those in conflict that would be above it.
    pub fn find(&mut self, source: u16, texts: &[&[&str]]) -> Vec<Candidate> {
        const ASKED: u32 = 0;
        self.table.replace(ASKED, source, texts);
        let mut near = Vec::new();
        for key in self.keys(ASKED) {
            self.walk(key, &mut near);
        }
        near.sort_unstable();
        near.dedup();
        let found = self.weigh(ASKED, &near);
        self.table.clear(ASKED);
        found
    }

    fn weigh(&self, asked: u32, near: &[u32]) -> Vec<Candidate> {
        let scorer = Scorer::new(&self.model, &self.parameters);
        let mut best: FxHashMap<i64, Candidate> = FxHashMap::default();
        for &record in near {
            let entity = self.entities[record as usize];
            let (weight, weights) = scorer.explain(&self.table, asked, record);
            let probability = probability(weight);
            let conflict = self.model.constraints.conflict(&self.table, asked, record);
            let tier = match conflict {
                // Whose number it is, a person has to look up.
                Some(Conflict::OtherName) => Tier::Ask,
                Some(_) => Tier::Different,
                None => self.model.thresholds.tier(probability),
            };
            if probability < self.model.thresholds.ask {
                continue;
            }
            let candidate = Candidate {
                entity,
                probability,
                tier,
                weight,
                weights,
                conflict,
            };
            match best.get_mut(&entity) {
                // One record in conflict is enough against an entity.
                Some(held) if held.conflict.is_some() => {}
                Some(held) if candidate.conflict.is_some() || candidate.weight > held.weight => {
                    *held = candidate
                }
                Some(_) => {}
                None => {
                    best.insert(entity, candidate);
                }
            }
        }
        let mut found: Vec<Candidate> = best.into_values().collect();
        found.sort_by(|one, other| {
            let rank = |candidate: &Candidate| (candidate.conflict.is_some(), -candidate.weight);
            let ((one_against, one_weight), (other_against, other_weight)) =
                (rank(one), rank(other));
            one_against
                .cmp(&other_against)
                .then(one_weight.total_cmp(&other_weight))
                .then(one.entity.cmp(&other.entity))
        });
        found
    }

    /// Keys of a record, with the rule in the upper half.
    fn keys(&self, record: u32) -> Vec<u64> {
        let mut keys = Vec::new();
        for (at, rule) in (0_u64..).zip(&self.model.blocking) {
            rule.each_key(&self.table, record, &mut |key: Key| {
                keys.push(at << 32 | u64::from(key))
            });
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn post(&mut self, key: u64, record: u32) {
        let head = self.heads.entry(key).or_insert(NONE);
        let posting = (record, *head);
        *head = match self.free_postings.pop() {
            Some(place) => {
                self.postings[place as usize] = posting;
                place
            }
            None => {
                self.postings.push(posting);
                u32::try_from(self.postings.len() - 1).expect("fewer than 2^32 postings")
            }
        };
    }

    fn unpost(&mut self, key: u64, record: u32) {
        let mut before = NONE;
        let mut at = self.heads.get(&key).copied().unwrap_or(NONE);
        while at != NONE {
            let (held, next) = self.postings[at as usize];
            if held == record {
                match (before, next) {
                    (NONE, NONE) => {
                        self.heads.remove(&key);
                    }
                    (NONE, next) => {
                        self.heads.insert(key, next);
                    }
                    (before, next) => self.postings[before as usize].1 = next,
                }
                self.free_postings.push(at);
                return;
            }
            (before, at) = (at, next);
        }
    }

    fn walk(&self, key: u64, near: &mut Vec<u32>) {
        let mut at = self.heads.get(&key).copied().unwrap_or(NONE);
        for _ in 0..LARGEST_BLOCK {
            if at == NONE {
                return;
            }
            let (record, next) = self.postings[at as usize];
            near.push(record);
            at = next;
        }
    }
}
