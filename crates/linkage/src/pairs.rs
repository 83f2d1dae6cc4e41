//! A lean multimap of numbers: sorted pairs, and a small hash map of the newest ones in front.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

/// Newest pairs are merged into the sorted ones when they are more than this and more than an
/// eighth of them, so that an insert costs little on average and look-ups stay two searches.
const MERGE_AT: usize = 4_096;

/// Distinct (key, value) pairs. A hash map of four million entries would take three times the
/// memory, most of it empty buckets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    sorted: Vec<(i64, i64)>,
    /// A first value and, for the few keys that have several, the others.
    newest: FxHashMap<i64, (i64, Vec<i64>)>,
    /// How many pairs are in `newest`.
    newest_len: usize,
}

impl Pairs {
    /// Adds a pair, unless it is there.
    pub(crate) fn insert(&mut self, key: i64, value: i64) {
        if self.sorted.binary_search(&(key, value)).is_ok() {
            return;
        }
        match self.newest.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert((value, Vec::new()));
            }
            Entry::Occupied(mut held) => {
                let (first, others) = held.get_mut();
                if *first == value || others.contains(&value) {
                    return;
                }
                others.push(value);
            }
        }
        self.newest_len += 1;
        if self.newest_len > MERGE_AT.max(self.sorted.len() / 8) {
            self.extend(Vec::new());
        }
    }

    /// Adds many pairs at once.
    pub(crate) fn extend(&mut self, pairs: Vec<(i64, i64)>) {
        let before = self.sorted.len();
        for (key, (first, others)) in std::mem::take(&mut self.newest) {
            self.sorted.push((key, first));
            self.sorted
                .extend(others.into_iter().map(|other| (key, other)));
        }
        self.newest_len = 0;
        self.sorted.extend(pairs);
        self.sorted[before..].sort_unstable();
        // The standard sort finds the two runs that are sorted already.
        self.sorted.sort();
        self.sorted.dedup();
        self.sorted.shrink_to_fit();
    }

    /// The values of a key, in ascending order.
    pub(crate) fn of(&self, key: i64) -> impl Iterator<Item = i64> {
        let start = self.sorted.partition_point(|pair| pair.0 < key);
        let old = self.sorted[start..]
            .iter()
            .take_while(move |pair| pair.0 == key);
        let mut values: Vec<i64> = old.map(|pair| pair.1).collect();
        if let Some((first, others)) = self.newest.get(&key) {
            values.push(*first);
            values.extend(others);
            values.sort_unstable();
        }
        values.into_iter()
    }

    /// The smallest value of a key.
    pub(crate) fn first(&self, key: i64) -> Option<i64> {
        let start = self.sorted.partition_point(|pair| pair.0 < key);
        let old = self.sorted.get(start).filter(|pair| pair.0 == key);
        let new = self.newest.get(&key).into_iter();
        let new = new.flat_map(|(first, others)| std::iter::once(first).chain(others).copied());
        old.into_iter().map(|pair| pair.1).chain(new).min()
    }

    /// How many pairs it holds.
    pub(crate) fn len(&self) -> usize {
        self.sorted.len() + self.newest_len
    }

    /// Bytes on the heap; a hash map has up to twice the places that it needs.
    pub(crate) fn memory(&self) -> usize {
        let newest = size_of::<(i64, (i64, Vec<i64>))>();
        self.sorted.capacity() * size_of::<(i64, i64)>() + self.newest.capacity() * newest
    }
}
