//! A stored set of rows of one partition: a tag, or the people registered in one community.
//!
//! Most tags are rare in a community (three centenarians among seven thousand), some are not
//! (nearly everybody is registered somewhere). Rare sets are roaring bitmaps: small, and counted
//! against a selection in the time of their few rows. Frequent sets are plain bits, which combine
//! a word at a time; roaring's own sorted arrays would take a branch per row here, and a count of
//! A∧B∧¬C over a district several times its budget.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use crate::bits::RowBits;

/// Sets with fewer than one row in this many are kept as roaring bitmaps.
const RARE: u64 = 64;

/// A set of rows in the form that suits its density.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowSet {
    /// Rare rows.
    Rare(RoaringBitmap),
    /// Frequent rows with their number.
    Frequent(RowBits, u64),
}

impl RowSet {
    /// Chooses the form for the rows of `bits`.
    pub(crate) fn from_bits(bits: RowBits) -> Self {
        let count = bits.count();
        if count * RARE < bits.rows() as u64 || count == 0 {
            Self::Rare(bits.iter().map(row_number).collect())
        } else {
            Self::Frequent(bits, count)
        }
    }

    /// How many rows are in the set.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Rare(rows) => rows.len(),
            Self::Frequent(_, count) => *count,
        }
    }

    /// Whether a row is in the set.
    pub(crate) fn contains(&self, row: usize) -> bool {
        match self {
            Self::Rare(rows) => rows.contains(row_number(row)),
            Self::Frequent(bits, _) => bits.get(row),
        }
    }

    /// Rows of the set, ascending.
    pub(crate) fn iter(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self {
            Self::Rare(rows) => Box::new(rows.iter().map(|row| row as usize)),
            Self::Frequent(bits, _) => Box::new(bits.iter()),
        }
    }

    /// Words of 64 rows, the first row lowest; `rows` is how many rows the partition has.
    pub(crate) fn words(&self, rows: usize) -> Cow<'_, [u64]> {
        match self {
            Self::Rare(_) => {
                let mut bits = RowBits::none(rows);
                self.add_to(&mut bits);
                bits.words().to_vec().into()
            }
            Self::Frequent(bits, _) => bits.words().into(),
        }
    }

    /// How many rows are both here and in `selected`.
    pub(crate) fn count_in(&self, selected: &RowBits) -> u64 {
        match self {
            Self::Rare(rows) => rows
                .iter()
                .filter(|row| selected.get(*row as usize))
                .count() as u64,
            Self::Frequent(bits, _) => bits.count_both(selected),
        }
    }

    /// Adds the rows of the set to `selected`.
    pub(crate) fn add_to(&self, selected: &mut RowBits) {
        match self {
            Self::Rare(rows) => rows.iter().for_each(|row| selected.insert(row as usize)),
            Self::Frequent(bits, _) => selected.or(bits),
        }
    }

    /// Keeps in `selected` only rows of the set.
    pub(crate) fn keep_in(&self, selected: &mut RowBits) {
        match self {
            Self::Rare(rows) => {
                let kept: Vec<usize> = rows
                    .iter()
                    .map(|row| row as usize)
                    .filter(|row| selected.get(*row))
                    .collect();
                selected.clear();
                kept.into_iter().for_each(|row| selected.insert(row));
            }
            Self::Frequent(bits, _) => selected.and(bits),
        }
    }

    /// Removes the rows of the set from `selected`.
    pub(crate) fn remove_from(&self, selected: &mut RowBits) {
        match self {
            Self::Rare(rows) => rows.iter().for_each(|row| selected.remove(row as usize)),
            Self::Frequent(bits, _) => selected.and_not(bits),
        }
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Rare(rows) => rows.serialized_size(),
            Self::Frequent(bits, _) => bits.bytes(),
        }
    }
}

/// Row numbers of a partition fit 32 bits: Arrow's text offsets already require it.
pub(crate) fn row_number(row: usize) -> u32 {
    u32::try_from(row).expect("a partition has fewer than 2^32 rows")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_answer_alike() {
        let selected = RowBits::from_fn(1000, |row| row % 3 == 0);
        for step in [2, 300] {
            let bits = RowBits::from_fn(1000, |row| row % step == 0);
            let set = RowSet::from_bits(bits.clone());
            assert_eq!(matches!(set, RowSet::Rare(_)), step == 300);
            assert_eq!(set.len(), bits.count());
            assert_eq!(set.count_in(&selected), bits.count_both(&selected));
            assert!(set.contains(600) && !set.contains(601));
            assert_eq!(
                set.iter().collect::<Vec<_>>(),
                bits.iter().collect::<Vec<_>>()
            );

            let (mut kept, mut expected) = (selected.clone(), selected.clone());
            set.keep_in(&mut kept);
            expected.and(&bits);
            assert_eq!(kept, expected);

            let (mut removed, mut expected) = (selected.clone(), selected.clone());
            set.remove_from(&mut removed);
            expected.and_not(&bits);
            assert_eq!(removed, expected);

            let (mut added, mut expected) = (selected.clone(), selected.clone());
            set.add_to(&mut added);
            expected.or(&bits);
            assert_eq!(added, expected);
        }
    }
}
