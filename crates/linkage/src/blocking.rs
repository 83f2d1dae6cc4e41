//! Which pairs are compared at all: those that share the key of at least one blocking rule.

use rayon::prelude::*;

use crate::interner::{hash_of, mixed};
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
    /// Hands over the keys of a record; several when it holds several values.
    pub fn each_key(&self, table: &Table, record: u32, on_key: &mut impl FnMut(Key)) {
        combine(&self.parts, table, record, 0x9E37, on_key);
    }

    /// Whether two records share a key.
    #[must_use]
    pub fn joins(&self, table: &Table, one: u32, other: u32) -> bool {
        let mut found = false;
        self.each_key(table, one, &mut |key| {
            if !found {
                self.each_key(table, other, &mut |theirs| found |= key == theirs);
            }
        });
        found
    }

    /// Whether the rule looks at a field.
    #[must_use]
    pub fn uses(&self, field: usize) -> bool {
        self.parts.iter().any(|part| part.field == field)
    }
}

fn combine(parts: &[Part], table: &Table, record: u32, sum: u64, on_key: &mut impl FnMut(Key)) {
    let Some((part, rest)) = parts.split_first() else {
        on_key((sum >> 32) as Key);
        return;
    };
    let field = &table.fields()[part.field];
    for value in field.held(record as usize) {
        if let Some(digest) = part.digest(field, value) {
            combine(rest, table, record, mixed(sum ^ digest), on_key);
        }
    }
}

/// Records by key: groups of records that share one.
#[derive(Debug)]
pub struct Blocks {
    /// Key in the upper half, record in the lower, sorted.
    entries: Vec<u64>,
}

impl Blocks {
    /// The blocks of a rule.
    #[must_use]
    pub fn new(table: &Table, rule: &Rule) -> Self {
        let records = u32::try_from(table.len()).expect("fewer than 2^32 records");
        let mut entries: Vec<u64> = (0..records)
            .into_par_iter()
            .fold(Vec::new, |mut entries, record| {
                rule.each_key(table, record, &mut |key| {
                    entries.push(u64::from(key) << 32 | u64::from(record));
                });
                entries
            })
            .reduce(Vec::new, |mut one, mut other| {
                one.append(&mut other);
                one
            });
        entries.par_sort_unstable();
        entries.dedup();
        Self { entries }
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
                let mut blocks = entries
                    .chunk_by(|one, other| key_of(*one) == key_of(*other))
                    .filter(|block| block.len() > 1);
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
        let (table, rule) = (table(), rule());
        assert!(rule.joins(&table, 0, 1) && rule.joins(&table, 0, 2));
        assert!(!rule.joins(&table, 1, 2) && !rule.joins(&table, 0, 3));
        let blocks = Blocks::new(&table, &rule);
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
        let by = |by| Rule {
            parts: vec![Part { field, by }],
        };
        assert!(by(By::Start(3)).joins(&table, 0, 1));
        assert!(!by(By::Start(9)).joins(&table, 0, 1));
        assert!(!by(By::Value).joins(&table, 0, 1));
    }
}
