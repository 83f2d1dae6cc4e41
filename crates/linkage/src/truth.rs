//! How good a linkage is, where the truth is known (synthetic districts, public test sets).

use std::hash::Hash;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Pairs of records, counted: said to be the same, truly the same, and both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairScore {
    /// Pairs in one cluster.
    pub predicted: u64,
    /// Pairs of one true entity.
    pub actual: u64,
    /// Pairs that are both.
    pub correct: u64,
}

impl PairScore {
    /// Share of the predicted pairs that are true; 1 when nothing was predicted.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.correct, self.predicted)
    }

    /// Share of the true pairs that were found; 1 when there are none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.correct, self.actual)
    }

    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 {
            return 0.0;
        }
        2.0 * precision * recall / (precision + recall)
    }
}

/// Compares clusters with the truth over all pairs of records. Each item is one record: the
/// cluster it was put in, and the entity it truly is of. Takes time and memory in proportion to
/// the records, not to the pairs.
pub fn score<C, T>(records: impl IntoIterator<Item = (C, T)>) -> PairScore
where
    C: Copy + Eq + Hash,
    T: Copy + Eq + Hash,
{
    let mut clusters: FxHashMap<C, u64> = FxHashMap::default();
    let mut truths: FxHashMap<T, u64> = FxHashMap::default();
    let mut both: FxHashMap<(C, T), u64> = FxHashMap::default();
    for (cluster, truth) in records {
        *clusters.entry(cluster).or_default() += 1;
        *truths.entry(truth).or_default() += 1;
        *both.entry((cluster, truth)).or_default() += 1;
    }
    PairScore {
        predicted: pairs(clusters.values()),
        actual: pairs(truths.values()),
        correct: pairs(both.values()),
    }
}

/// Pairs within groups of these sizes.
fn pairs<'a>(sizes: impl Iterator<Item = &'a u64>) -> u64 {
    sizes.map(|size| size * (size - 1) / 2).sum()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of pairs stay far below 2^53"
)]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_a_small_case() {
        // Truth: {a b c} {d e}. Clusters: {a b} {c d} {e}.
        let scored = score([(1, 'x'), (1, 'x'), (2, 'x'), (2, 'y'), (3, 'y')]);
        assert_eq!(
            scored,
            PairScore {
                predicted: 2,
                actual: 4,
                correct: 1
            }
        );
        assert!((scored.precision() - 0.5).abs() < 1e-12);
        assert!((scored.recall() - 0.25).abs() < 1e-12);
        assert!((scored.f1() - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_find_is_perfect_and_nothing_right_is_zero() {
        let nothing = score::<i64, i64>([]);
        assert!((nothing.f1() - 1.0).abs() < 1e-12);
        let wrong = score([(1, 1), (1, 2), (2, 1), (2, 2)]);
        assert!(wrong.f1().abs() < 1e-12);
    }

    proptest! {
        /// The fast count equals looking at every pair.
        #[test]
        fn equals_brute_force(records in prop::collection::vec((0u8..6, 0u8..6), 0..40)) {
            let mut brute = PairScore::default();
            for (at, one) in records.iter().enumerate() {
                for other in &records[at + 1..] {
                    let (same, truly) = (one.0 == other.0, one.1 == other.1);
                    brute.predicted += u64::from(same);
                    brute.actual += u64::from(truly);
                    brute.correct += u64::from(same && truly);
                }
            }
            prop_assert_eq!(score(records), brute);
        }
    }
}
