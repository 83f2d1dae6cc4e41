//! The exact linker, as its callers see it: cases by hand, and the promises of `Linker`.
#![expect(clippy::unwrap_used, reason = "tests")]

use linkage::{Decision, ExactLinker, Key, LinkIndex, LinkInput, Linker, MemoryIndex, Method};
use proptest::prelude::*;

fn row(strong: Option<i64>, weak: Option<i64>) -> LinkInput {
    LinkInput {
        strong: strong.map(Key),
        weak: weak.map(Key),
    }
}

/// Gives new groups ids from `first` on, as a caller does, and enters all rows into the index.
fn settle(rows: &[LinkInput], index: &mut MemoryIndex, first: i64) -> Vec<i64> {
    let decisions = ExactLinker.link(rows, index);
    let entities: Vec<i64> = decisions
        .iter()
        .map(|decision| match decision {
            Decision::Existing { entity, .. } => *entity,
            Decision::New { group, .. } => first + i64::from(*group),
        })
        .collect();
    for (row, entity) in rows.iter().zip(&entities) {
        index.insert(*row, *entity);
    }
    entities
}

#[test]
fn equal_numbers_are_one_person_whatever_else_differs() {
    let rows = [
        row(Some(1), Some(10)),
        row(Some(1), Some(11)),
        row(Some(2), Some(12)),
    ];
    assert_eq!(settle(&rows, &mut MemoryIndex::new(), 100), [100, 100, 101]);
}

#[test]
fn a_row_without_number_joins_the_only_one_with_its_weak_key() {
    let rows = [
        row(None, Some(10)),
        row(Some(1), Some(10)),
        row(None, Some(11)),
    ];
    assert_eq!(settle(&rows, &mut MemoryIndex::new(), 0), [0, 0, 1]);
    let decisions = ExactLinker.link(&rows, &MemoryIndex::new());
    assert_eq!(
        decisions[0],
        Decision::New {
            group: 0,
            method: Method::Weak
        }
    );
    assert_eq!(
        decisions[1],
        Decision::New {
            group: 0,
            method: Method::Strong
        }
    );
}

#[test]
fn a_number_that_arrives_later_is_taken_up_by_the_entity_seen_without_one() {
    let mut index = MemoryIndex::new();
    assert_eq!(settle(&[row(None, Some(10))], &mut index, 7), [7]);
    let decisions = ExactLinker.link(&[row(Some(1), Some(10))], &index);
    let Decision::Existing {
        entity: 7,
        method: Method::Weak,
        score,
    } = decisions[0]
    else {
        panic!("not taken up: {decisions:?}");
    };
    assert!(score < 1.0);
    assert_eq!(settle(&[row(Some(1), Some(10))], &mut index, 8), [7]);
    assert_eq!(index.strong(Key(1)), Some(7));
}

#[test]
fn a_second_number_with_the_same_weak_key_is_refused() {
    let mut index = MemoryIndex::new();
    settle(&[row(Some(1), Some(10))], &mut index, 0);
    assert_eq!(settle(&[row(Some(2), Some(10))], &mut index, 5), [5]);
}

#[test]
fn two_numbers_that_claim_the_same_entity_both_stay_away() {
    let mut index = MemoryIndex::new();
    settle(&[row(None, Some(10))], &mut index, 0);
    let rows = [
        row(Some(1), Some(10)),
        row(Some(2), Some(10)),
        row(None, Some(10)),
    ];
    assert_eq!(settle(&rows, &mut index, 5), [5, 6, 0]);
}

#[test]
fn a_row_that_could_be_two_people_is_neither_and_stays_one() {
    let mut index = MemoryIndex::new();
    settle(
        &[row(Some(1), Some(10)), row(Some(2), Some(10))],
        &mut index,
        0,
    );
    let rows = [row(None, Some(10)), row(None, Some(10))];
    assert_eq!(settle(&rows, &mut index, 5), [5, 5]);
    assert_eq!(settle(&rows, &mut index, 9), [5, 5]);
}

#[test]
fn a_doubtful_entity_is_not_taken_up() {
    let mut index = MemoryIndex::new();
    index.insert(row(Some(1), Some(10)), 0);
    index.insert(row(None, Some(10)), 1);
    // Entity 1 might be the person of number 1 as well as that of number 2.
    assert_eq!(settle(&[row(Some(2), Some(10))], &mut index, 5), [5]);
}

#[test]
fn an_entity_taken_up_in_the_same_batch_counts_as_holding_the_number() {
    let mut index = MemoryIndex::new();
    index.insert(row(None, Some(10)), 0);
    index.insert(row(None, Some(11)), 0);
    index.insert(row(Some(1), Some(11)), 1);
    let rows = [row(Some(2), Some(10)), row(None, Some(11))];
    assert_eq!(settle(&rows, &mut index, 5), [0, 5]);
    assert_eq!(settle(&rows, &mut index, 9), [0, 5]);
}

#[test]
fn rows_without_any_key_stand_for_themselves() {
    let decisions = ExactLinker.link(&[row(None, None), row(None, None)], &MemoryIndex::new());
    assert_eq!(
        decisions[0],
        Decision::New {
            group: 0,
            method: Method::Alone
        }
    );
    assert_eq!(
        decisions[1],
        Decision::New {
            group: 1,
            method: Method::Alone
        }
    );
    assert!(ExactLinker.link(&[], &MemoryIndex::new()).is_empty());
}

/// Few keys, so that they meet; now and then none.
fn some_row() -> impl Strategy<Value = LinkInput> {
    let key = |keys: i64| prop::option::weighted(0.7, 0..keys);
    (key(8), key(6)).prop_map(|(strong, weak)| row(strong, weak))
}

fn rows(most: usize) -> impl Strategy<Value = Vec<LinkInput>> {
    prop::collection::vec(some_row(), 0..most)
}

/// An index as earlier batches leave it.
fn index_of(batches: &[Vec<LinkInput>]) -> MemoryIndex {
    let mut index = MemoryIndex::new();
    for (at, batch) in batches.iter().enumerate() {
        settle(batch, &mut index, i64::try_from(at).unwrap() * 1_000);
    }
    index
}

/// Entities by row; new ones are told by the first row of their group, which makes results of
/// different row orders comparable.
fn by_first_row(decisions: &[Decision], original: &[usize]) -> Vec<Result<i64, usize>> {
    let mut of_row = vec![Err(0); decisions.len()];
    for (decision, at) in decisions.iter().zip(original) {
        of_row[*at] = match decision {
            Decision::Existing { entity, .. } => Ok(*entity),
            Decision::New { group, .. } => {
                let same = |other: &Decision| matches!(other, Decision::New { group: g, .. } if g == group);
                let members = decisions
                    .iter()
                    .zip(original)
                    .filter(|(other, _)| same(other));
                Err(*members.map(|(_, at)| at).min().unwrap())
            }
        };
    }
    of_row
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn grouping_does_not_depend_on_row_order(
        before in prop::collection::vec(rows(12), 0..3),
        (plain, shuffled) in rows(16).prop_flat_map(|rows| {
            let order: Vec<usize> = (0..rows.len()).collect();
            (Just(rows), Just(order).prop_shuffle())
        }),
    ) {
        let index = index_of(&before);
        let moved: Vec<_> = shuffled.iter().map(|at| plain[*at]).collect();
        let in_order: Vec<usize> = (0..plain.len()).collect();
        prop_assert_eq!(
            by_first_row(&ExactLinker.link(&plain, &index), &in_order),
            by_first_row(&ExactLinker.link(&moved, &index), &shuffled)
        );
    }

    #[test]
    fn different_strong_keys_never_share_an_entity(
        batches in prop::collection::vec(rows(16), 1..5),
    ) {
        let mut index = MemoryIndex::new();
        let mut holder: std::collections::HashMap<i64, Key> = std::collections::HashMap::new();
        for (at, batch) in batches.iter().enumerate() {
            let entities = settle(batch, &mut index, i64::try_from(at).unwrap() * 1_000);
            for (row, entity) in batch.iter().zip(entities) {
                if let Some(strong) = row.strong {
                    prop_assert_eq!(*holder.entry(entity).or_insert(strong), strong);
                }
            }
        }
    }

    #[test]
    fn one_strong_key_is_always_one_entity(batches in prop::collection::vec(rows(16), 1..5)) {
        let mut index = MemoryIndex::new();
        let mut entity_of: std::collections::HashMap<Key, i64> = std::collections::HashMap::new();
        for (at, batch) in batches.iter().enumerate() {
            let entities = settle(batch, &mut index, i64::try_from(at).unwrap() * 1_000);
            for (row, entity) in batch.iter().zip(entities) {
                if let Some(strong) = row.strong {
                    prop_assert_eq!(*entity_of.entry(strong).or_insert(entity), entity);
                }
            }
        }
    }

    #[test]
    fn linking_again_gives_the_same_entities_and_none_anew(
        before in prop::collection::vec(rows(12), 0..3),
        batch in rows(16),
    ) {
        let keyed: Vec<_> =
            batch.into_iter().filter(|row| row.strong.is_some() || row.weak.is_some()).collect();
        let mut index = index_of(&before);
        let first = settle(&keyed, &mut index, 50_000);
        let size = index.len();
        let again = settle(&keyed, &mut index, 90_000);
        prop_assert_eq!(first, again);
        prop_assert_eq!(size, index.len());
    }

    #[test]
    fn groups_count_from_zero_without_gaps(batch in rows(16)) {
        let mut next = 0;
        for decision in ExactLinker.link(&batch, &MemoryIndex::new()) {
            if let Decision::New { group, .. } = decision {
                prop_assert!(group <= next);
                next = next.max(group + 1);
            }
        }
    }
}
