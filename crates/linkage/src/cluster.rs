//! From pairs to entities: the surest pairs first, and never against the evidence.

use rayon::prelude::*;

use crate::constraint::Constraints;
use crate::table::Table;

/// Two records that seem to be of one entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The record with the smaller number.
    pub left: u32,
    /// The other one.
    pub right: u32,
    /// Bits; see [`crate::model::probability`].
    pub weight: f32,
}

/// Puts records into clusters. Answers, by record, the smallest number of a record of its
/// cluster.
///
/// Pairs that conflict themselves are not among `pairs`. They are taken by descending weight. A pair
/// joins its two clusters unless any two of their records conflict; what is refused stays apart. Between pairs of one weight the records'
/// digests decide, so that the order of records decides nothing.
#[must_use]
pub fn clusters(
    table: &Table,
    constraints: &Constraints,
    digests: &[u64],
    mut pairs: Vec<Pair>,
) -> Vec<u32> {
    pairs.par_sort_unstable_by(|one, other| {
        let tie = |pair: &Pair| {
            let (left, right) = (digests[pair.left as usize], digests[pair.right as usize]);
            (left.min(right), left.max(right))
        };
        other
            .weight
            .total_cmp(&one.weight)
            .then_with(|| tie(one).cmp(&tie(other)))
            .then_with(|| (one.left, one.right).cmp(&(other.left, other.right)))
    });
    let mut joined = Joined::new(table.len());
    for pair in &pairs {
        let (left, right) = (joined.root(pair.left), joined.root(pair.right));
        if left == right {
            continue;
        }
        let both_alone = joined.is_alone(left) && joined.is_alone(right);
        if both_alone || !joined.conflict(table, constraints, left, right) {
            joined.join(left, right);
        }
    }
    (0..joined.parent.len())
        .map(|record| joined.root(u32::try_from(record).unwrap_or(u32::MAX)))
        .collect()
}

/// Disjoint sets whose members can be walked through.
struct Joined {
    parent: Vec<u32>,
    /// The next member of the cluster; the last points to the first.
    next: Vec<u32>,
}

impl Joined {
    fn new(records: usize) -> Self {
        let all: Vec<u32> = (0..u32::try_from(records).unwrap_or(u32::MAX)).collect();
        Self {
            parent: all.clone(),
            next: all,
        }
    }

    fn root(&mut self, mut record: u32) -> u32 {
        while self.parent[record as usize] != record {
            let above = self.parent[record as usize];
            self.parent[record as usize] = self.parent[above as usize];
            record = above;
        }
        record
    }

    /// Whether a root is a cluster by itself.
    fn is_alone(&self, root: u32) -> bool {
        self.next[root as usize] == root
    }

    /// Joins two roots under the smaller one.
    fn join(&mut self, one: u32, other: u32) {
        let (low, high) = (one.min(other), one.max(other));
        self.parent[high as usize] = low;
        self.next.swap(low as usize, high as usize);
    }

    fn members(&self, root: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = Some(root);
        std::iter::from_fn(move || {
            let member = at?;
            let next = self.next[member as usize];
            at = (next != root).then_some(next);
            Some(member)
        })
    }

    fn conflict(&self, table: &Table, constraints: &Constraints, one: u32, other: u32) -> bool {
        self.members(one).any(|left| {
            self.members(other)
                .any(|right| constraints.conflict(table, left, right).is_some())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::Kind;
    use crate::table::Field;

    const ONE: &str = "370203194605150020";
    const OTHER: &str = "11010519491231002X";

    #[test]
    fn the_surest_pair_wins_where_not_all_can_be_together() {
        let mut table = Table::new(vec![Field::new("number", Kind::IdentityNumber, 1)]);
        for number in [ONE, "", OTHER, ""] {
            table.push(0, &[&[number]]);
        }
        let pair = |left, right, weight| Pair {
            left,
            right,
            weight,
        };
        let pairs = vec![pair(0, 1, 5.0), pair(1, 2, 9.0), pair(2, 3, 4.0)];
        let digests = table.digests();
        let constraints = Constraints {
            numbers: Some(0),
            ..Constraints::default()
        };
        assert_eq!(
            clusters(&table, &constraints, &digests, pairs.clone()),
            [0, 1, 1, 1]
        );
        let free = Constraints::default();
        assert_eq!(clusters(&table, &free, &digests, pairs), [0, 0, 0, 0]);
    }
}
