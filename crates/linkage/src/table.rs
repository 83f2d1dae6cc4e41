//! Records in columns. A record holds numbers of values; each distinct value is kept once, with
//! what comparing needs computed once.

use std::collections::BTreeMap;

use crate::feature::{Features, Kind, each};
use crate::interner::{Interner, MISSING, hash_of, mixed};

/// One thing that is known of records, such as their phone. A record may hold several values of
/// it: two phones, the dwelling lived in and the one registered at.
#[derive(Debug, Clone)]
pub struct Field {
    name: String,
    kind: Kind,
    values: Interner,
    /// By value: a digest of its text.
    digests: Vec<u64>,
    pub(crate) features: Features,
    /// By value: how many records hold it.
    counts: Vec<u32>,
    /// By slot, by record: the value.
    slots: Vec<Vec<u32>>,
}

impl Field {
    /// A field without records. `slots` is the most values that a record can hold.
    #[must_use]
    pub fn new(name: &str, kind: Kind, slots: usize) -> Self {
        Self::from_values(
            name,
            kind,
            Interner::default(),
            vec![Vec::new(); slots.max(1)],
        )
    }

    /// A field of values that are known already: `slots` holds, by slot and record, the numbers
    /// that `values` gave.
    #[must_use]
    pub fn from_values(name: &str, kind: Kind, values: Interner, slots: Vec<Vec<u32>>) -> Self {
        let mut field = Self {
            name: name.to_owned(),
            kind,
            counts: vec![0; values.len()],
            digests: each(&values, hash_of),
            features: Features::of(kind, &values),
            values,
            slots,
        };
        for record in 0..field.records() {
            field.count(record);
        }
        field
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its values are.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether a record holds one value at most.
    pub(crate) fn is_single(&self) -> bool {
        self.slots.len() == 1
    }

    fn records(&self) -> usize {
        self.slots[0].len()
    }

    /// By slot and record: the value.
    pub(crate) fn slots(&self) -> &[Vec<u32>] {
        &self.slots
    }

    /// How many values have numbers, [`MISSING`] among them.
    pub(crate) fn distinct(&self) -> usize {
        self.values.len()
    }

    /// The values of a record that say something; each once.
    pub(crate) fn held(&self, record: usize) -> impl Iterator<Item = u32> + Clone + '_ {
        self.slots.iter().enumerate().filter_map(move |(at, slot)| {
            let value = slot[record];
            let before = || self.slots[..at].iter().any(|slot| slot[record] == value);
            (value != MISSING && !before()).then_some(value)
        })
    }

    /// The values of a record that say something; each once.
    #[must_use]
    pub fn values_of(&self, record: u32) -> Vec<u32> {
        self.held(record as usize).collect()
    }

    /// The first value of a record; [`MISSING`] when there is none.
    pub(crate) fn first(&self, record: usize) -> u32 {
        self.slots[0][record]
    }

    /// The text of a value.
    #[must_use]
    pub fn text(&self, value: u32) -> &str {
        self.values.text(value)
    }

    /// How many records hold a value.
    #[must_use]
    pub fn count_of(&self, value: u32) -> u32 {
        self.counts[value as usize]
    }

    fn count(&mut self, record: usize) {
        for at in 0..self.slots.len() {
            let value = self.slots[at][record];
            let before = self.slots[..at].iter().any(|slot| slot[record] == value);
            if value == MISSING || before {
                continue;
            }
            self.counts[value as usize] += 1;
        }
    }

    fn intern(&mut self, text: &str) -> u32 {
        let value = self.values.intern(text);
        if value as usize == self.counts.len() {
            self.features.push(text);
            self.digests.push(hash_of(text));
            self.counts.push(0);
        }
        value
    }

    /// Puts the values of a record in; those beyond the slots are left out.
    fn put(&mut self, record: usize, texts: &[&str]) {
        for at in 0..self.slots.len() {
            let value = self.intern(texts.get(at).copied().unwrap_or_default());
            self.slots[at].push(value);
        }
        self.count(record);
    }

    /// A digest of a value's text.
    pub(crate) fn digest_of(&self, value: u32) -> u64 {
        self.digests[value as usize]
    }

    /// A digest of the record's values here, whatever numbers they have.
    fn digest(&self, record: usize) -> u64 {
        self.held(record)
            .map(|value| self.digest_of(value))
            .fold(1, |sum, digest| mixed(sum ^ digest))
    }
}

/// Records of one or several sources.
#[derive(Debug, Clone, Default)]
pub struct Table {
    fields: Vec<Field>,
    sources: Vec<u16>,
    /// Of how many records these are some, where they are not all.
    stands_for: Option<usize>,
}

impl Table {
    /// A table without records.
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Self {
        Self::from_columns(fields, Vec::new())
    }

    /// A table of fields that hold their records already; `sources` says whose each record is.
    ///
    /// # Panics
    /// When a field does not hold as many records as there are sources named.
    #[must_use]
    pub fn from_columns(fields: Vec<Field>, sources: Vec<u16>) -> Self {
        for field in &fields {
            for slot in &field.slots {
                assert_eq!(slot.len(), sources.len(), "records of {}", field.name);
            }
        }
        Self {
            fields,
            sources,
            stands_for: None,
        }
    }

    /// Says that these are some of so many records.
    pub(crate) fn set_stands_for(&mut self, records: usize) {
        self.stands_for = Some(records);
    }

    /// How many records it speaks of: its own, unless they are some of more.
    pub(crate) fn stands_for(&self) -> usize {
        self.stands_for.unwrap_or(self.len())
    }

    /// Says how many of all records hold each value that a record holds in a field.
    pub(crate) fn set_counts(&mut self, record: u32, field: usize, count: u32) {
        let field = &mut self.fields[field];
        for value in field.values_of(record) {
            field.counts[value as usize] = count;
        }
    }

    /// Adds a record: for each field its texts. Returns its number.
    ///
    /// # Panics
    /// Beyond 2^32 records.
    pub fn push(&mut self, source: u16, record: &[&[&str]]) -> u32 {
        let at = self.sources.len();
        self.sources.push(source);
        for (number, field) in self.fields.iter_mut().enumerate() {
            field.put(at, record.get(number).copied().unwrap_or_default());
        }
        u32::try_from(at).expect("fewer than 2^32 records")
    }

    /// The fields.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Places of the fields by name.
    #[must_use]
    pub fn places(&self) -> BTreeMap<&str, usize> {
        (self.fields.iter().enumerate())
            .map(|(at, field)| (field.name(), at))
            .collect()
    }

    /// Whose a record is.
    #[must_use]
    pub fn source(&self, record: u32) -> u16 {
        self.sources[record as usize]
    }

    /// Whose each record is.
    #[must_use]
    pub fn sources(&self) -> &[u16] {
        &self.sources
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// A digest of each record that does not depend on the order of records. What has to be
    /// decided between equals is decided by it.
    #[must_use]
    pub fn digests(&self) -> Vec<u64> {
        use rayon::prelude::*;
        let digest = |record| {
            self.fields
                .iter()
                .fold(0, |sum, field| mixed(sum ^ field.digest(record)))
        };
        (0..self.len()).into_par_iter().map(digest).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table::new(vec![
            Field::new("name", Kind::Name, 1),
            Field::new("phone", Kind::Phone, 2),
        ])
    }

    #[test]
    fn a_value_is_counted_once_a_record() {
        let mut table = table();
        table.push(0, &[&["王伟"], &["13800531196", "13800531196"]]);
        table.push(0, &[&["王伟"], &["13900000000", "13800531196"]]);
        table.push(1, &[&["李娜"]]);
        let phone = &table.fields()[1];
        let value = phone.values.find("13800531196").unwrap_or(MISSING);
        assert_eq!(phone.count_of(value), 2);
        assert_eq!(phone.held(0).count(), 1);
        assert_eq!(phone.held(1).count(), 2);
        assert_eq!(phone.held(2).count(), 0);
        table.set_counts(0, 1, 40);
        assert_eq!(table.fields()[1].count_of(value), 40);
        assert_eq!(table.stands_for(), 3);
        table.set_stands_for(1000);
        assert_eq!(table.stands_for(), 1000);
    }

    #[test]
    fn digests_do_not_depend_on_the_order() {
        let (mut one, mut other) = (table(), table());
        let (first, second): (&[&[&str]], &[&[&str]]) =
            (&[&["王伟"], &["1", "2"]], &[&["李娜"], &[]]);
        one.push(0, first);
        one.push(0, second);
        other.push(0, second);
        other.push(0, first);
        let (one, mut other) = (one.digests(), other.digests());
        other.reverse();
        assert_eq!(one, other);
        assert_ne!(one[0], one[1]);
    }
}
