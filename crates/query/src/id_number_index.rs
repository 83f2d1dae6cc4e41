//! Finds people of a partition by their whole identity number.

use arrow_array::{Array, StringArray};

use crate::row_set::row_number;

/// Identity numbers packed into integers, sorted, with their rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdNumberIndex {
    numbers: Vec<u64>,
    rows: Vec<u32>,
}

impl IdNumberIndex {
    /// Indexes every well-formed 18-character number of a column.
    pub(crate) fn of(column: &StringArray) -> Self {
        let mut entries: Vec<(u64, u32)> = (0..column.len())
            .filter(|row| column.is_valid(*row))
            .filter_map(|row| Some((pack(column.value(row))?, row_number(row))))
            .collect();
        entries.sort_unstable();
        Self {
            numbers: entries.iter().map(|(number, _)| *number).collect(),
            rows: entries.iter().map(|(_, row)| *row).collect(),
        }
    }

    /// Rows whose number lies in a range of packed numbers.
    pub(crate) fn rows_in(&self, first: u64, last: u64) -> &[u32] {
        let start = self.numbers.partition_point(|number| *number < first);
        let end = self.numbers.partition_point(|number| *number <= last);
        &self.rows[start..end]
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.numbers.capacity() * size_of::<u64>() + self.rows.capacity() * size_of::<u32>()
    }
}

/// Packs 17 digits and a check character (0–9, X = 10) into one integer, in text order.
pub(crate) fn pack(number: &str) -> Option<u64> {
    let bytes = number.as_bytes();
    if bytes.len() != 18 {
        return None;
    }
    let check = match bytes[17] {
        b'X' | b'x' => 10,
        digit if digit.is_ascii_digit() => u64::from(digit - b'0'),
        _ => return None,
    };
    Some(body(&bytes[..17])? * 11 + check)
}

/// The range of 18-character numbers that a 15-digit number of the first generation became:
/// a century of 19 is put in and a check character follows (GB 11643-1999).
pub(crate) fn range_of_old(number: &str) -> Option<(u64, u64)> {
    if number.len() != 15 || !number.is_ascii() {
        return None;
    }
    let body = body(format!("{}19{}", &number[..6], &number[6..]).as_bytes())?;
    Some((body * 11, body * 11 + 10))
}

/// Digits as a number; at most 17 of them, so 64 bits are enough.
fn body(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |sum, digit| {
        digit
            .is_ascii_digit()
            .then(|| sum * 10 + u64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text_columns::text_column;

    #[test]
    fn finds_by_whole_and_by_old_number() {
        let column = text_column(
            [
                "370203194901011234",
                "",
                "37020319490101123X",
                "370203199901011234",
                "护照E1",
            ]
            .into_iter(),
        );
        let index = IdNumberIndex::of(&column);
        let exact = |text| pack(text).map(|number| index.rows_in(number, number).to_vec());
        assert_eq!(exact("37020319490101123x"), Some(vec![2]));
        assert_eq!(exact("370203194901011235"), Some(vec![]));
        assert_eq!(exact("3702031949"), None);
        let old = range_of_old("370203490101123").map(|(a, b)| index.rows_in(a, b).to_vec());
        assert_eq!(old, Some(vec![0, 2]));
        assert_eq!(range_of_old("37020349010112X"), None);
    }
}
