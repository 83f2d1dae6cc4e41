//! A lean multimap of numbers: sorted pairs, and a small tree of the newest ones in front.

use std::collections::BTreeSet;

/// Newest pairs are merged into the sorted ones when they are more than this and more than an
/// eighth of them, so that an insert costs little on average and look-ups stay two searches.
const MERGE_AT: usize = 4_096;

/// Distinct (key, value) pairs. A hash map of four million entries would take three times the
/// memory, most of it empty buckets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    sorted: Vec<(i64, i64)>,
    newest: BTreeSet<(i64, i64)>,
}

impl Pairs {
    /// Adds a pair, unless it is there.
    pub(crate) fn insert(&mut self, key: i64, value: i64) {
        if self.sorted.binary_search(&(key, value)).is_ok() {
            return;
        }
        self.newest.insert((key, value));
        if self.newest.len() > MERGE_AT.max(self.sorted.len() / 8) {
            self.extend(Vec::new());
        }
    }

    /// Adds many pairs at once.
    pub(crate) fn extend(&mut self, pairs: Vec<(i64, i64)>) {
        self.sorted.extend(std::mem::take(&mut self.newest));
        self.sorted.extend(pairs);
        // The standard sort finds the run that is sorted already.
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
        let new = self.newest.range((key, i64::MIN)..=(key, i64::MAX));
        let mut values: Vec<i64> = old.chain(new).map(|pair| pair.1).collect();
        values.sort_unstable();
        values.into_iter()
    }

    /// The smallest value of a key.
    pub(crate) fn first(&self, key: i64) -> Option<i64> {
        let start = self.sorted.partition_point(|pair| pair.0 < key);
        let old = self.sorted.get(start).filter(|pair| pair.0 == key);
        let new = self.newest.range((key, i64::MIN)..=(key, i64::MAX)).next();
        old.into_iter().chain(new).map(|pair| pair.1).min()
    }

    /// How many pairs it holds.
    pub(crate) fn len(&self) -> usize {
        self.sorted.len() + self.newest.len()
    }

    /// Bytes on the heap; the tree is counted at one and a half times its content.
    pub(crate) fn memory(&self) -> usize {
        let pair = size_of::<(i64, i64)>();
        self.sorted.capacity() * pair + self.newest.len() * pair * 3 / 2
    }
}
