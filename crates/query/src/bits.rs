//! A set of rows of one partition as one bit a row.
//!
//! A community has some seven thousand people, so a set is about a hundred words: combining two
//! of them is cheaper than finding out whether it could be avoided. Counting A∧B∧¬C over a
//! district of a million therefore touches a few hundred kilobytes and nothing else.

/// One bit for each row of a partition; bits past the last row are always zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowBits {
    words: Vec<u64>,
    rows: usize,
}

impl RowBits {
    /// No row.
    pub(crate) fn none(rows: usize) -> Self {
        Self {
            words: vec![0; rows.div_ceil(64)],
            rows,
        }
    }

    /// Every row.
    pub(crate) fn all(rows: usize) -> Self {
        let mut bits = Self {
            words: vec![u64::MAX; rows.div_ceil(64)],
            rows,
        };
        bits.clear_tail();
        bits
    }

    /// The rows for which `holds` answers yes.
    pub(crate) fn from_fn(rows: usize, mut holds: impl FnMut(usize) -> bool) -> Self {
        let mut words = Vec::with_capacity(rows.div_ceil(64));
        let mut row = 0;
        while row < rows {
            let end = rows.min(row + 64);
            let mut word = 0;
            for at in row..end {
                word |= u64::from(holds(at)) << (at - row);
            }
            words.push(word);
            row = end;
        }
        Self { words, rows }
    }

    /// The rows whose byte holds, as [`RowBits::from_fn`] but eight rows at a time.
    pub(crate) fn from_bytes(values: &[u8], holds: impl Fn(u8) -> bool) -> Self {
        let (eights, rest) = values.as_chunks::<8>();
        let mut words = vec![0; values.len().div_ceil(64)];
        for (at, eight) in eights.iter().enumerate() {
            words[at / 8] |= pack(eight.map(|value| u8::from(holds(value)))) << (at % 8 * 8);
        }
        let mut bits = Self {
            words,
            rows: values.len(),
        };
        let start = values.len() - rest.len();
        for (at, value) in rest.iter().enumerate() {
            if holds(*value) {
                bits.insert(start + at);
            }
        }
        bits
    }

    /// The given rows.
    pub(crate) fn of_rows(rows: usize, held: impl Iterator<Item = usize>) -> Self {
        let mut bits = Self::none(rows);
        held.for_each(|row| bits.insert(row));
        bits
    }

    /// The rows whose bit is set in words of 64 rows.
    pub(crate) fn from_words(words: Vec<u64>, rows: usize) -> Self {
        let mut bits = Self { words, rows };
        bits.words.resize(rows.div_ceil(64), 0);
        bits.clear_tail();
        bits
    }

    /// Words of 64 rows, the first row lowest.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// How many rows the partition has.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Whether a row is in the set.
    pub(crate) fn get(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// Puts a row in.
    pub(crate) fn insert(&mut self, row: usize) {
        self.words[row / 64] |= 1 << (row % 64);
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, row: usize) {
        self.words[row / 64] &= !(1 << (row % 64));
    }

    /// Keeps only rows that are in both.
    pub(crate) fn and(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Removes the rows of the other.
    pub(crate) fn and_not(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Adds the rows of the other.
    pub(crate) fn or(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Removes every row.
    pub(crate) fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Whether no row is in the set.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many rows are in the set.
    pub(crate) fn count(&self) -> u64 {
        self.words
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum()
    }

    /// How many rows are in both.
    pub(crate) fn count_both(&self, other: &Self) -> u64 {
        self.words
            .iter()
            .zip(&other.words)
            .map(|(word, other)| u64::from((word & other).count_ones()))
            .sum()
    }

    /// Rows of the set, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    at * 64 + bit
                })
            })
        })
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }

    fn clear_tail(&mut self) {
        let used = self.rows % 64;
        if used != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << used) - 1;
        }
    }
}

/// Eight bytes of 0 or 1 as eight bits, the first lowest. The factor moves byte i to bit 56 + i;
/// no two of its terms fall on one bit there.
fn pack(flags: [u8; 8]) -> u64 {
    u64::from_le_bytes(flags).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_past_the_last_row_never_count() {
        let bits = RowBits::from_words(vec![u64::MAX, u64::MAX], 70);
        assert_eq!(bits.count(), 70);
        assert_eq!(RowBits::all(70).count(), 70);
        assert_eq!(RowBits::all(64).count(), 64);
        assert_eq!(RowBits::all(0).count(), 0);
    }

    #[test]
    fn bytes_are_packed_in_row_order() {
        for rows in [0, 1, 7, 8, 63, 64, 65, 200, 256] {
            let values: Vec<u8> = (0..=255)
                .map(|at: u8| at.wrapping_mul(37))
                .take(rows)
                .collect();
            for limit in [0, 1, 77, 255] {
                let packed = RowBits::from_bytes(&values, |value| value > limit);
                assert_eq!(packed, RowBits::from_fn(rows, |row| values[row] > limit));
            }
        }
    }

    #[test]
    fn set_operations_agree_with_their_definition() {
        let even = RowBits::from_fn(130, |row| row % 2 == 0);
        let third = RowBits::from_fn(130, |row| row % 3 == 0);
        let rows = |bits: &RowBits| bits.iter().collect::<Vec<_>>();
        let mut both = even.clone();
        both.and(&third);
        assert_eq!(
            rows(&both),
            (0..130).filter(|row| row % 6 == 0).collect::<Vec<_>>()
        );
        assert_eq!(even.count_both(&third), both.count());
        let mut but = even.clone();
        but.and_not(&third);
        assert_eq!(
            rows(&but),
            (0..130)
                .filter(|r| r % 2 == 0 && r % 3 != 0)
                .collect::<Vec<_>>()
        );
        let mut either = even;
        either.or(&third);
        assert_eq!(
            rows(&either),
            (0..130)
                .filter(|r| r % 2 == 0 || r % 3 == 0)
                .collect::<Vec<_>>()
        );
        assert!(either.get(129) && !either.get(125));
    }
}
