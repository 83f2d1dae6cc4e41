//! One page out of many sorted lists, without merging what lies before it.
//!
//! Each partition keeps its rows sorted. The page `[from, to)` of their merge is found by moving
//! a split point in every list until exactly `from` elements lie before the splits; so page
//! 25 000 costs about as much as page 1.

use std::cmp::Ordering;

/// Elements `[from, to)` of the merge of `lists`, in order.
///
/// Every list must be sorted by `compare`, a strict total order over (list, element).
pub(crate) fn page_of<F>(lists: &[&[u32]], from: usize, to: usize, compare: &F) -> Vec<(usize, u32)>
where
    F: Fn((usize, u32), (usize, u32)) -> Ordering,
{
    let total: usize = lists.iter().map(|list| list.len()).sum();
    let to = to.min(total);
    if from >= to {
        return Vec::new();
    }
    let first = splits(lists, from, compare);
    let last = splits(lists, to, compare);
    let mut page: Vec<(usize, u32)> = Vec::with_capacity(to - from);
    for (at, list) in lists.iter().enumerate() {
        page.extend(
            list[first[at]..last[at]]
                .iter()
                .map(|element| (at, *element)),
        );
    }
    page.sort_unstable_by(|left, right| compare(*left, *right));
    page
}

/// For each list, how many of its elements are among the first `count` of the merge.
fn splits<F>(lists: &[&[u32]], count: usize, compare: &F) -> Vec<usize>
where
    F: Fn((usize, u32), (usize, u32)) -> Ordering,
{
    let mut low = vec![0; lists.len()];
    let mut high: Vec<usize> = lists.iter().map(|list| list.len()).collect();
    loop {
        if low.iter().sum::<usize>() == count {
            return low;
        }
        if high.iter().sum::<usize>() == count {
            return high;
        }
        // The middle of the widest window halves that window whichever side it falls on.
        let widest = (0..lists.len())
            .max_by_key(|at| high[*at] - low[*at])
            .expect("a count between the bounds needs at least one list");
        let middle = usize::midpoint(low[widest], high[widest]);
        let pivot = (widest, lists[widest][middle]);
        let before: Vec<usize> = (0..lists.len())
            .map(|at| {
                if at == widest {
                    return middle;
                }
                let window = &lists[at][low[at]..high[at]];
                low[at] + window.partition_point(|element| compare((at, *element), pivot).is_lt())
            })
            .collect();
        if before.iter().sum::<usize>() >= count {
            high = before;
        } else {
            // Fewer than `count` lie before the pivot, so the pivot itself is among them.
            low = before;
            low[widest] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_page_is_a_slice_of_the_merge(
            keys in prop::collection::vec(prop::collection::vec(0u8..20, 0..40), 1..8),
            from in 0usize..120,
            size in 0usize..30,
        ) {
            // An element is a position in `keys`; equal keys are told apart by list and position.
            let key = |(list, at): (usize, u32)| (keys[list][at as usize], list, at);
            let lists: Vec<Vec<u32>> = keys
                .iter()
                .enumerate()
                .map(|(list, keys)| {
                    let mut order: Vec<u32> = (0..u32::try_from(keys.len()).unwrap_or(0)).collect();
                    order.sort_by_key(|at| key((list, *at)));
                    order
                })
                .collect();
            let mut merged: Vec<(usize, u32)> = lists
                .iter()
                .enumerate()
                .flat_map(|(list, order)| order.iter().map(move |at| (list, *at)))
                .collect();
            merged.sort_by_key(|element| key(*element));
            let slices: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
            let page = page_of(&slices, from, from + size, &|a, b| key(a).cmp(&key(b)));
            let expected: Vec<_> = merged.into_iter().skip(from).take(size).collect();
            prop_assert_eq!(page, expected);
        }
    }
}
