//! Which pairs are compared at all: those that share the key of at least one blocking rule.

use std::ops::Range;

use rayon::prelude::*;

use crate::interner::{MISSING, hash_of, mixed};
use crate::table::{Field, Table};

/// What of a value goes into a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The whole value.
    Value,
    /// Its first characters.
    Start(usize),
    /// How a name sounds.
    Sound,
    /// The digits of an identity number, whatever its mark.
    Digits,
    /// The dwelling, where the room is known.
    Dwelling,
}

/// One part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Place of the field.
    pub field: usize,
    /// What of its value.
    pub by: By,
}

/// Records that agree on all parts are compared. A record that lacks a part has no key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The parts.
    pub parts: Vec<Part>,
}

/// A key, cut to 32 bits: that two keys fall together now and then only makes two records be
/// compared that need not have been.
pub type Key = u32;

impl Part {
    /// What a value gives to keys: by the value's number a digest, 0 where it gives none.
    fn digests(self, field: &Field) -> Vec<u64> {
        let values = u32::try_from(field.distinct()).expect("values have numbers of 32 bits");
        (0..values)
            .into_par_iter()
            .map(|value| match value {
                MISSING => 0,
                value => self.digest(field, value).map_or(0, |digest| digest.max(1)),
            })
            .collect()
    }

    fn digest(self, field: &Field, value: u32) -> Option<u64> {
        match self.by {
            // By text, not by number: keys must not depend on the order of the records.
            By::Value => Some(field.digest_of(value)),
            By::Start(length) => {
                let text = field.text(value);
                let end = text
                    .char_indices()
                    .nth(length)
                    .map_or(text.len(), |(at, _)| at);
                Some(hash_of(&text[..end]))
            }
            By::Sound => field
                .features
                .names()
                .map(|all| all[value as usize].sound_key()),
            By::Digits => field.features.identity()?[value as usize].key(),
            By::Dwelling => field.features.addresses()?.get(value).dwelling_key(),
        }
    }
}

impl Rule {
    /// Whether the rule looks at a field.
    #[must_use]
    pub fn uses(&self, field: usize) -> bool {
        self.parts.iter().any(|part| part.field == field)
    }

    /// Most keys that a record can have.
    fn most_keys(&self, table: &Table) -> usize {
        let slots = |part: &Part| table.fields()[part.field].slots().len();
        self.parts.iter().map(slots).product()
    }
}

/// The keys of all records by all rules. They stand together record by record, so that whether two
/// records share any key is read from two places of memory.
#[derive(Debug)]
pub struct Keys {
    /// By rule: where its keys stand among those of a record.
    places: Vec<Range<usize>>,
    /// Keys of a record.
    width: usize,
    /// By record; 0 where a record has fewer keys than it could have.
    keys: Vec<Key>,
}

impl Keys {
    /// The keys of a table's records.
    #[must_use]
    pub fn new(table: &Table, rules: &[Rule]) -> Self {
        let mut width = 0;
        let places = rules
            .iter()
            .map(|rule| {
                let start = width;
                width += rule.most_keys(table);
                start..width
            })
            .collect();
        let mut parts: Vec<Part> = Vec::new();
        for part in rules.iter().flat_map(|rule| &rule.parts) {
            if !parts.contains(part) {
                parts.push(*part);
            }
        }
        let digests: Vec<Vec<u64>> = (parts.iter())
            .map(|part| part.digests(&table.fields()[part.field]))
            .collect();
        let columns: Vec<Vec<Given<'_>>> = rules
            .iter()
            .map(|rule| {
                let of_part = |part: &Part| Given {
                    slots: table.fields()[part.field].slots(),
                    digests: &digests[parts.iter().position(|held| held == part).unwrap_or(0)],
                };
                rule.parts.iter().map(of_part).collect()
            })
            .collect();
        let mut keys = vec![0; table.len() * width];
        keys.par_chunks_mut(width.max(1))
            .enumerate()
            .for_each(|(record, mut keys)| {
                for (rule, given) in rules.iter().zip(&columns) {
                    let (of_rule, rest) = keys.split_at_mut(rule.most_keys(table));
                    combine(given, record, 0x9E37, &mut of_rule.iter_mut());
                    keys = rest;
                }
            });
        Self {
            places,
            width,
            keys,
        }
    }

    /// The keys of a record by a rule.
    fn of(&self, record: u32, rule: usize) -> impl Iterator<Item = Key> + '_ {
        let start = record as usize * self.width;
        let keys = &self.keys[start..start + self.width][self.places[rule].clone()];
        keys.iter().copied().filter(|key| *key != 0)
    }

    /// Whether two records share a key by any of the first `rules` rules.
    #[must_use]
    pub fn join_within(&self, rules: usize, one: u32, other: u32) -> bool {
        (0..rules).any(|rule| {
            self.of(one, rule)
                .any(|key| self.of(other, rule).any(|theirs| theirs == key))
        })
    }

    fn records(&self) -> usize {
        self.keys.len().checked_div(self.width).unwrap_or(0)
    }
}

/// What the values of a part's field give to keys.
struct Given<'a> {
    /// By slot and record: the value.
    slots: &'a [Vec<u32>],
    /// By value.
    digests: &'a [u64],
}

/// Writes the keys of a record by one rule: one of each way to pick a value for every part.
fn combine(given: &[Given<'_>], record: usize, sum: u64, keys: &mut std::slice::IterMut<'_, Key>) {
    let Some((part, rest)) = given.split_first() else {
        if let Some(key) = keys.next() {
            *key = ((sum >> 32) as Key).max(1);
        }
        return;
    };
    for slot in part.slots {
        let digest = part.digests[slot[record] as usize];
        if digest != 0 {
            combine(rest, record, mixed(sum ^ digest), keys);
        }
    }
}

/// Records by key: groups of records that share one.
#[derive(Debug)]
pub struct Blocks {
    /// Key in the upper half, record in the lower; those of one key stand together.
    entries: Vec<u64>,
}

impl Blocks {
    /// The blocks of every rule.
    #[must_use]
    pub fn of_all(keys: &Keys) -> Vec<Self> {
        (0..keys.places.len())
            .into_par_iter()
            .map(|rule| Self::new(keys, rule))
            .collect()
    }

    /// The blocks of a rule, by its place among the rules of the keys.
    #[must_use]
    pub fn new(keys: &Keys, rule: usize) -> Self {
        let records = u32::try_from(keys.records()).expect("fewer than 2^32 records");
        let mut entries: Vec<u64> = (0..records)
            .into_par_iter()
            .flat_map_iter(|record| {
                keys.of(record, rule)
                    .map(move |key| u64::from(key) << 32 | u64::from(record))
            })
            .collect();
        entries.par_sort_unstable();
        entries.dedup();
        Self {
            entries: in_order_of_records(&entries),
        }
    }

    /// Calls back, on all cores, with every block of at least two records, and gathers the
    /// answers of parts of the work.
    pub(crate) fn each<T: Send>(
        &self,
        work: impl Fn(&mut dyn Iterator<Item = &[u64]>) -> T + Sync,
    ) -> Vec<T> {
        const PARTS: usize = 64;
        let size = self.entries.len().div_ceil(PARTS).max(1);
        (0..PARTS)
            .into_par_iter()
            .map(|part| {
                let bound = |at: usize| self.block_start((at * size).min(self.entries.len()));
                let entries = &self.entries[bound(part)..bound(part + 1)];
                let mut blocks = entries.chunk_by(|one, other| key_of(*one) == key_of(*other));
                work(&mut blocks)
            })
            .collect()
    }

    /// The first place at or after `at` where a block begins.
    fn block_start(&self, mut at: usize) -> usize {
        while at > 0
            && at < self.entries.len()
            && key_of(self.entries[at]) == key_of(self.entries[at - 1])
        {
            at += 1;
        }
        at
    }
}

/// Blocks of at least two records by their first record, so that comparing goes through memory as
/// the records lie there.
fn in_order_of_records(entries: &[u64]) -> Vec<u64> {
    let mut blocks: Vec<(u32, &[u64])> = entries
        .chunk_by(|one, other| key_of(*one) == key_of(*other))
        .filter(|block| block.len() > 1)
        .map(|block| (record_of(block[0]), block))
        .collect();
    blocks.par_sort_unstable();
    let mut ordered = Vec::with_capacity(blocks.iter().map(|(_, block)| block.len()).sum());
    for (_, block) in blocks {
        ordered.extend_from_slice(block);
    }
    ordered
}

/// The key of an entry.
pub(crate) const fn key_of(entry: u64) -> Key {
    (entry >> 32) as Key
}

/// The record of an entry.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the record is the lower half"
)]
pub(crate) const fn record_of(entry: u64) -> u32 {
    entry as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::Kind;

    fn table() -> Table {
        let fields = vec![
            Field::new("name", Kind::Name, 1),
            Field::new("phone", Kind::Phone, 2),
        ];
        let mut table = Table::new(fields);
        table.push(0, &[&["王伟"], &["13800531196", "13911112222"]]);
        table.push(0, &[&["王炜"], &["13911112222"]]);
        table.push(0, &[&["王玮"], &["13800531196"]]);
        table.push(0, &[&["王伟"], &[]]);
        table
    }

    fn rule() -> Rule {
        let part = |field, by| Part { field, by };
        Rule {
            parts: vec![part(0, By::Sound), part(1, By::Value)],
        }
    }

    #[test]
    fn records_meet_by_any_of_their_values() {
        let keys = Keys::new(&table(), &[rule()]);
        let joins = |one, other| keys.join_within(1, one, other);
        assert!(joins(0, 1) && joins(0, 2));
        assert!(!joins(1, 2) && !joins(0, 3));
        assert!(!keys.join_within(0, 0, 1));
        let blocks = Blocks::new(&keys, 0);
        let mut pairs: Vec<Vec<u32>> = blocks
            .each(|blocks| {
                blocks
                    .map(|block| {
                        block
                            .iter()
                            .map(|entry| record_of(*entry))
                            .collect::<Vec<_>>()
                    })
                    .collect::<Vec<_>>()
            })
            .concat();
        pairs.sort();
        assert_eq!(pairs, [[0, 1], [0, 2]]);
    }

    #[test]
    fn the_start_of_a_text_may_be_a_key() {
        let (mut table, field) = (Table::new(vec![Field::new("town", Kind::Text, 1)]), 0);
        table.push(0, &[&["青岛市南"]]);
        table.push(0, &[&["青岛市北"]]);
        let joins = |by| {
            let parts = vec![Part { field, by }];
            Keys::new(&table, &[Rule { parts }]).join_within(1, 0, 1)
        };
        assert!(joins(By::Start(3)));
        assert!(!joins(By::Start(9)));
        assert!(!joins(By::Value));
    }
}
