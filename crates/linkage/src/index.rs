//! Looking entities up by key.

use crate::key::{Key, LinkInput};
use crate::pairs::Pairs;

/// An entity that holds a weak key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeakHit {
    /// Its id.
    pub entity: i64,
    /// A strong key that it holds, if it holds any.
    pub strong: Option<Key>,
}

/// What is known of entities before a batch is linked.
pub trait LinkIndex {
    /// The entity of a strong key.
    fn strong(&self, key: Key) -> Option<i64>;

    /// Every entity with a weak key; each entity once.
    fn weak(&self, key: Key) -> Vec<WeakHit>;
}

/// An index in memory, for bulk loads: about 17 bytes per distinct (key, entity) and direction,
/// 150 MiB for four million entries.
///
/// Taking entries out is not offered: after an undo the index is built again.
#[derive(Debug, Clone, Default)]
pub struct MemoryIndex {
    /// Strong key → entity.
    strong: Pairs,
    /// Weak key → entities.
    weak: Pairs,
    /// Entity → strong key.
    strong_of: Pairs,
}

impl MemoryIndex {
    /// An index without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the keys of one record of an entity. Adding the same again changes nothing.
    pub fn insert(&mut self, input: LinkInput, entity: i64) {
        if let Some(Key(key)) = input.strong {
            self.strong.insert(key, entity);
            self.strong_of.insert(entity, key);
        }
        if let Some(Key(key)) = input.weak {
            self.weak.insert(key, entity);
        }
    }

    /// How many distinct keys-of-entities it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.strong.len() + self.weak.len()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes on the heap, about.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.strong.memory() + self.weak.memory() + self.strong_of.memory()
    }
}

impl LinkIndex for MemoryIndex {
    /// Should a key have got to several entities (a split, a hand-made link), the oldest answers.
    fn strong(&self, key: Key) -> Option<i64> {
        self.strong.first(key.0)
    }

    fn weak(&self, key: Key) -> Vec<WeakHit> {
        let hit = |entity| WeakHit {
            entity,
            strong: self.strong_of.first(entity).map(Key),
        };
        self.weak.of(key.0).map(hit).collect()
    }
}

impl Extend<(LinkInput, i64)> for MemoryIndex {
    fn extend<I: IntoIterator<Item = (LinkInput, i64)>>(&mut self, entries: I) {
        let mut strong = Vec::new();
        let mut weak = Vec::new();
        let mut strong_of = Vec::new();
        for (input, entity) in entries {
            if let Some(Key(key)) = input.strong {
                strong.push((key, entity));
                strong_of.push((entity, key));
            }
            if let Some(Key(key)) = input.weak {
                weak.push((key, entity));
            }
        }
        self.strong.extend(strong);
        self.weak.extend(weak);
        self.strong_of.extend(strong_of);
    }
}

impl FromIterator<(LinkInput, i64)> for MemoryIndex {
    fn from_iter<I: IntoIterator<Item = (LinkInput, i64)>>(entries: I) -> Self {
        let mut index = Self::new();
        index.extend(entries);
        index
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn input(strong: Option<i64>, weak: Option<i64>) -> LinkInput {
        LinkInput {
            strong: strong.map(Key),
            weak: weak.map(Key),
        }
    }

    #[test]
    fn finds_by_strong_and_by_weak() {
        let mut index = MemoryIndex::new();
        index.insert(input(Some(11), Some(21)), 1);
        index.insert(input(None, Some(21)), 2);
        index.insert(input(None, Some(22)), 1);
        assert_eq!(index.strong(Key(11)), Some(1));
        assert_eq!(index.strong(Key(12)), None);
        let hits = index.weak(Key(21));
        assert_eq!(hits.len(), 2);
        assert_eq!(
            hits[0],
            WeakHit {
                entity: 1,
                strong: Some(Key(11))
            }
        );
        assert_eq!(
            hits[1],
            WeakHit {
                entity: 2,
                strong: None
            }
        );
        assert_eq!(index.weak(Key(22))[0].entity, 1);
        assert!(index.weak(Key(99)).is_empty());
    }

    #[test]
    fn single_and_bulk_entries_answer_the_same() {
        let entries: Vec<_> = (0..5_000i64)
            .map(|n| (input(Some(n * 7), Some(n % 97)), n % 1_000))
            .collect();
        let bulk: MemoryIndex = entries.iter().copied().collect();
        let mut single = MemoryIndex::new();
        for (input, entity) in &entries {
            single.insert(*input, *entity);
            single.insert(*input, *entity);
        }
        assert_eq!(bulk.len(), single.len());
        for key in (0..35_000).step_by(7) {
            assert_eq!(bulk.strong(Key(key)), single.strong(Key(key)));
        }
        for key in 0..100 {
            assert_eq!(bulk.weak(Key(key)), single.weak(Key(key)));
        }
    }

    #[test]
    fn stays_lean() {
        let index: MemoryIndex = (0..100_000i64)
            .map(|n| (input(Some(n), Some(-n)), n))
            .collect();
        assert!(
            index.memory() <= 100_000 * 3 * 17,
            "{} bytes",
            index.memory()
        );
        assert_eq!(index.strong(Key(99_999)).unwrap(), 99_999);
    }
}
