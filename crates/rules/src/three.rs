//! Sets of rows with three answers, 64 rows a word.

use std::borrow::Cow;

/// For each row: yes, no, or cannot tell. Bits past the last row are zero in both words, and a row
/// that is yes is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Three {
    yes: Vec<u64>,
    /// `None`: every row is known.
    known: Option<Vec<u64>>,
    rows: usize,
}

impl Three {
    /// The same answer for every row; `None` cannot be told.
    #[must_use]
    pub fn same(rows: usize, answer: Option<bool>) -> Self {
        let words = rows.div_ceil(64);
        match answer {
            Some(true) => Self {
                yes: all(rows),
                known: None,
                rows,
            },
            Some(false) => Self {
                yes: vec![0; words],
                known: None,
                rows,
            },
            None => Self {
                yes: vec![0; words],
                known: Some(vec![0; words]),
                rows,
            },
        }
    }

    /// From words; what is yes but not known becomes cannot tell, and bits past the last row are
    /// dropped.
    #[must_use]
    pub fn new(rows: usize, mut yes: Vec<u64>, mut known: Option<Vec<u64>>) -> Self {
        let words = rows.div_ceil(64);
        yes.resize(words, 0);
        clear_tail(&mut yes, rows);
        if let Some(known) = &mut known {
            known.resize(words, 0);
            clear_tail(known, rows);
            for (yes, known) in yes.iter_mut().zip(known.iter()) {
                *yes &= known;
            }
        }
        Self { yes, known, rows }
    }

    /// The answer of each row.
    pub(crate) fn from_fn(rows: usize, answer: impl Fn(usize) -> Option<bool>) -> Self {
        let mut yes = vec![0_u64; rows.div_ceil(64)];
        let mut known = yes.clone();
        for row in 0..rows {
            if let Some(answer) = answer(row) {
                known[row / 64] |= 1 << (row % 64);
                yes[row / 64] |= u64::from(answer) << (row % 64);
            }
        }
        Self {
            yes,
            known: Some(known),
            rows,
        }
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The rows that are yes.
    #[must_use]
    pub fn yes(&self) -> &[u64] {
        &self.yes
    }

    /// The rows that are yes, handed over.
    #[must_use]
    pub fn into_yes(self) -> Vec<u64> {
        self.yes
    }

    /// The rows that are yes or no.
    #[must_use]
    pub fn known(&self) -> Vec<u64> {
        match &self.known {
            Some(known) => known.clone(),
            None => all(self.rows),
        }
    }

    /// The rows that cannot be told; `None` when there are none.
    #[must_use]
    pub fn unknown(&self) -> Option<Vec<u64>> {
        let known = self.known.as_ref()?;
        let unknown: Vec<u64> = all(self.rows)
            .iter()
            .zip(known)
            .map(|(all, known)| all & !known)
            .collect();
        unknown.iter().any(|word| *word != 0).then_some(unknown)
    }

    /// The answer of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<bool> {
        let at = |words: &[u64]| words[row / 64] >> (row % 64) & 1 == 1;
        let known = self.known.as_ref().is_none_or(|known| at(known));
        known.then(|| at(&self.yes))
    }

    /// How many rows are yes.
    #[must_use]
    pub fn count(&self) -> u64 {
        count(&self.yes)
    }

    /// How many rows cannot be told.
    #[must_use]
    pub fn count_unknown(&self) -> u64 {
        self.known
            .as_ref()
            .map_or(0, |known| self.rows as u64 - count(known))
    }

    /// Both. Known: both are, or one of them is no.
    pub(crate) fn and(self, other: &Self) -> Self {
        self.with(
            other,
            |yes, other| yes & other,
            |(yes, known), (other_yes, other_known)| {
                (known & other_known) | (known & !yes) | (other_known & !other_yes)
            },
        )
    }

    /// Either. Known: both are, or one of them is yes.
    pub(crate) fn or(self, other: &Self) -> Self {
        self.with(
            other,
            |yes, other| yes | other,
            |(yes, known), (other_yes, other_known)| (known & other_known) | yes | other_yes,
        )
    }

    /// Word by word; `known` sees (yes, known) of each side and is asked only when one of them
    /// has something unknown.
    fn with(
        mut self,
        other: &Self,
        yes: impl Fn(u64, u64) -> u64,
        known: impl Fn((u64, u64), (u64, u64)) -> u64,
    ) -> Self {
        if self.known.is_some() || other.known.is_some() {
            let mut own = self.known.take().unwrap_or_else(|| all(self.rows));
            let others = other
                .known
                .as_deref()
                .map_or_else(|| Cow::Owned(all(self.rows)), Cow::Borrowed);
            let sides = self.yes.iter().zip(other.yes.iter().zip(others.iter()));
            for (own, (yes, (other_yes, other_known))) in own.iter_mut().zip(sides) {
                *own = known((*yes, *own), (*other_yes, *other_known));
            }
            self.known = Some(own);
        }
        for (own, other) in self.yes.iter_mut().zip(&other.yes) {
            *own = yes(*own, *other);
        }
        self
    }

    /// With the answers of another for some rows that could not be told.
    pub(crate) fn filled(self, open: &[u64], other: &Self) -> Self {
        let with = |own: &[u64], other: &[u64]| -> Vec<u64> {
            let sides = own.iter().zip(other).zip(open);
            sides
                .map(|((own, other), open)| own | (other & open))
                .collect()
        };
        let known = with(&self.known(), &other.known());
        Self::new(self.rows, with(&self.yes, &other.yes), Some(known))
    }

    /// The opposite.
    pub(crate) fn negated(mut self) -> Self {
        match &self.known {
            Some(known) => {
                for (yes, known) in self.yes.iter_mut().zip(known) {
                    *yes = known & !*yes;
                }
            }
            None => {
                for yes in &mut self.yes {
                    *yes = !*yes;
                }
                clear_tail(&mut self.yes, self.rows);
            }
        }
        self
    }

    /// What cannot be told becomes yes or no.
    pub(crate) fn or_else(mut self, default: bool) -> Self {
        if let Some(known) = self.known.take()
            && default
        {
            for ((yes, known), all) in self.yes.iter_mut().zip(&known).zip(all(self.rows)) {
                *yes |= all & !known;
            }
        }
        self
    }

    /// Whether every row is no.
    pub(crate) fn is_no_everywhere(&self) -> bool {
        self.yes.iter().all(|word| *word == 0)
            && self
                .known
                .as_ref()
                .is_none_or(|known| *known == all(self.rows))
    }

    /// The answers of some rows, in their order.
    pub(crate) fn gather(&self, rows: &[u32]) -> Self {
        Self::from_fn(rows.len(), |at| self.get(rows[at] as usize))
    }
}

/// Ones for every row.
pub(crate) fn all(rows: usize) -> Vec<u64> {
    let mut words = vec![u64::MAX; rows.div_ceil(64)];
    clear_tail(&mut words, rows);
    words
}

fn clear_tail(words: &mut [u64], rows: usize) {
    let used = rows % 64;
    if used != 0
        && let Some(last) = words.last_mut()
    {
        *last &= (1 << used) - 1;
    }
}

fn count(words: &[u64]) -> u64 {
    words.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// The rows whose value holds. Flags of a block are laid out first, so that the comparison runs
/// over many values at once, and packed after that.
pub(crate) fn where_holds<T: Copy>(values: &[T], holds: impl Fn(T) -> bool) -> Vec<u64> {
    let mut words = Vec::with_capacity(values.len().div_ceil(64));
    let (blocks, rest) = values.as_chunks::<64>();
    let mut flags = [0_u8; 64];
    for block in blocks {
        for (flag, value) in flags.iter_mut().zip(block) {
            *flag = u8::from(holds(*value));
        }
        words.push(pack_all(&flags));
    }
    if !rest.is_empty() {
        flags = [0; 64];
        for (flag, value) in flags.iter_mut().zip(rest) {
            *flag = u8::from(holds(*value));
        }
        words.push(pack_all(&flags));
    }
    words
}

/// Sixty-four bytes of 0 or 1 as one word.
fn pack_all(flags: &[u8; 64]) -> u64 {
    let (eights, _) = flags.as_chunks::<8>();
    eights
        .iter()
        .enumerate()
        .map(|(at, eight)| pack(*eight) << (at * 8))
        .fold(0, |word, bits| word | bits)
}

/// Eight bytes of 0 or 1 as eight bits, the first lowest: the factor moves byte i to bit 56 + i,
/// and no two of its terms fall on one bit there.
fn pack(flags: [u8; 8]) -> u64 {
    u64::from_le_bytes(flags).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::truth::Truth;

    fn pattern(rows: usize, step: usize) -> Three {
        Three::from_fn(rows, |row| match row / step % 3 {
            0 => Some(true),
            1 => Some(false),
            _ => None,
        })
    }

    #[test]
    fn words_agree_with_single_answers() {
        for rows in [1, 63, 64, 65, 200] {
            let (a, b) = (pattern(rows, 1), pattern(rows, 3));
            let certain = Three::new(rows, a.yes().to_vec(), None);
            for (left, right) in [
                (&a, &b),
                (&a, &certain),
                (&certain, &b),
                (&certain, &certain),
            ] {
                let (and, or) = (left.clone().and(right), left.clone().or(right));
                for row in 0..rows {
                    let (x, y) = (Truth::of(left.get(row)), Truth::of(right.get(row)));
                    assert_eq!(Truth::of(and.get(row)), x.and(y));
                    assert_eq!(Truth::of(or.get(row)), x.or(y));
                    assert_eq!(Truth::of(left.clone().negated().get(row)), x.negated());
                    assert_eq!(
                        left.clone().or_else(true).get(row),
                        Some(left.get(row).unwrap_or(true))
                    );
                    assert_eq!(
                        left.clone().or_else(false).get(row),
                        Some(left.get(row).unwrap_or(false))
                    );
                }
                assert_eq!(
                    and.count() + and.clone().negated().count() + and.count_unknown(),
                    rows as u64
                );
            }
        }
    }

    #[test]
    fn values_are_packed_in_row_order() {
        let values: Vec<u16> = (0..300).map(|at| at * 37 % 256).collect();
        let words = where_holds(&values, |value| value > 77);
        for (row, value) in values.iter().enumerate() {
            assert_eq!(words[row / 64] >> (row % 64) & 1 == 1, *value > 77);
        }
    }
}
