//! A lean multimap of numbers: sorted pairs, and a small hash map of the newest ones in front.

use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;

/// Newest pairs are merged into the sorted ones when they are more than this and more than an
/// eighth of them, so that an insert costs little on average and look-ups stay two searches.
const MERGE_AT: usize = 4_096;

/// Pairs that share one head, on average: one line of the processor's cache.
const A_HEAD: usize = 4;

/// Distinct (key, value) pairs. A hash map of four million entries would take three times the
/// memory, most of it empty buckets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    sorted: Vec<(i64, i64)>,
    heads: Heads,
    /// A first value and, for the few keys that have several, the others.
    newest: FxHashMap<i64, (i64, Vec<i64>)>,
    /// How many pairs are in `newest`.
    newest_len: usize,
}

impl Pairs {
    /// Adds a pair, unless it is there.
    pub(crate) fn insert(&mut self, key: i64, value: i64) {
        if self.old(key).any(|held| held == value) {
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
            self.merge(Vec::new());
        }
    }

    /// Adds many pairs at once.
    pub(crate) fn extend(&mut self, pairs: Vec<(i64, i64)>) {
        self.merge(pairs);
        self.sorted.shrink_to_fit();
        self.newest.shrink_to_fit();
    }

    /// Merges the newest pairs, and some more, into the sorted ones. What grows by single pairs keeps
    /// the room that it was given: it will grow on, and fresh memory costs more than the merge.
    fn merge(&mut self, pairs: Vec<(i64, i64)>) {
        let before = self.sorted.len();
        self.sorted.reserve(self.newest_len + pairs.len());
        for (key, (first, others)) in self.newest.drain() {
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
        self.heads = Heads::of(&self.sorted);
    }

    /// The values of a key among the sorted pairs, in ascending order.
    fn old(&self, key: i64) -> impl Iterator<Item = i64> {
        let near = self.heads.near(key, self.sorted.len());
        let start = near.start + self.sorted[near].partition_point(|pair| pair.0 < key);
        self.sorted[start..]
            .iter()
            .take_while(move |pair| pair.0 == key)
            .map(|pair| pair.1)
    }

    /// The values of a key, in ascending order.
    pub(crate) fn of(&self, key: i64) -> impl Iterator<Item = i64> {
        let mut values: Vec<i64> = self.old(key).collect();
        if let Some((first, others)) = self.newest.get(&key) {
            values.push(*first);
            values.extend(others);
            values.sort_unstable();
        }
        values.into_iter()
    }

    /// The smallest value of a key.
    pub(crate) fn first(&self, key: i64) -> Option<i64> {
        let new = self.newest.get(&key).into_iter();
        let new = new.flat_map(|(first, others)| std::iter::once(first).chain(others).copied());
        self.old(key).next().into_iter().chain(new).min()
    }

    /// How many pairs it holds.
    pub(crate) fn len(&self) -> usize {
        self.sorted.len() + self.newest_len
    }

    /// Bytes on the heap; a hash map has up to twice the places that it needs.
    pub(crate) fn memory(&self) -> usize {
        let newest = size_of::<(i64, (i64, Vec<i64>))>();
        self.sorted.capacity() * size_of::<(i64, i64)>()
            + self.heads.starts.capacity() * size_of::<u32>()
            + self.newest.capacity() * newest
    }
}

/// Where the pairs begin whose keys begin alike. Keys are digests, spread evenly, or ids without
/// large gaps, so that few pairs share a head: a look-up goes to two places in memory, where a search
/// among millions goes to twenty.
#[derive(Debug, Clone, Default)]
struct Heads {
    first: i64,
    last: i64,
    /// Bits of a key's distance from the first that its head leaves out.
    shift: u32,
    /// The first pair of each head, and the end.
    starts: Vec<u32>,
}

impl Heads {
    /// The heads of sorted pairs; none when these are too many to be counted in 32 bit.
    fn of(sorted: &[(i64, i64)]) -> Self {
        let (Some((first, _)), Some((last, _)), Ok(end)) = (
            sorted.first().copied(),
            sorted.last().copied(),
            u32::try_from(sorted.len()),
        ) else {
            return Self::default();
        };
        let heads = (sorted.len() / A_HEAD).max(1).ilog2();
        let span = u64::BITS - last.abs_diff(first).leading_zeros();
        let mut made = Self {
            first,
            last,
            shift: span.saturating_sub(heads),
            starts: Vec::new(),
        };
        made.starts.reserve_exact(made.head(last) + 2);
        for (at, (key, _)) in (0..end).zip(sorted) {
            let head = made.head(*key);
            if made.starts.len() <= head {
                made.starts.resize(head + 1, at);
            }
        }
        made.starts.push(end);
        made
    }

    fn head(&self, key: i64) -> usize {
        let distance = key.abs_diff(self.first);
        usize::try_from(distance.checked_shr(self.shift).unwrap_or(0)).unwrap_or(usize::MAX)
    }

    /// Between which of so many places the pairs of a key are.
    fn near(&self, key: i64, places: usize) -> Range<usize> {
        if self.starts.is_empty() {
            return 0..places;
        }
        if key < self.first || key > self.last {
            return 0..0;
        }
        let head = self.head(key);
        self.starts[head] as usize..self.starts[head + 1] as usize
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Keys as different as they may be, found as a map finds them.
    #[test]
    fn whatever_the_keys_are_they_are_found() {
        let spread = |n: i64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed());
        let kinds: [Vec<i64>; 5] = [
            (0..20_000).map(spread).collect(),
            (0..20_000).collect(),
            vec![i64::MIN, -1, 0, 1, i64::MAX],
            vec![7; 9],
            (0..10_000).chain([i64::MAX]).collect(),
        ];
        for keys in kinds {
            let mut pairs = Pairs::default();
            let mut map: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
            let (bulk, single) = keys.split_at(keys.len() / 2);
            pairs.extend(bulk.iter().map(|key| (*key, key % 3)).collect());
            single.iter().for_each(|key| pairs.insert(*key, 5));
            for (key, value) in bulk
                .iter()
                .map(|key| (*key, key % 3))
                .chain(single.iter().map(|key| (*key, 5)))
            {
                let held = map.entry(key).or_default();
                if !held.contains(&value) {
                    held.push(value);
                    held.sort_unstable();
                }
            }
            for key in keys.iter().flat_map(|key| [*key, key.wrapping_add(1)]) {
                let expected = map.get(&key).cloned().unwrap_or_default();
                assert_eq!(pairs.of(key).collect::<Vec<_>>(), expected, "{key}");
                assert_eq!(pairs.first(key), expected.first().copied(), "{key}");
            }
        }
    }
}
