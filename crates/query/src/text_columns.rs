//! Arrow text columns: building them to size, and finding a text in them.

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, StringArray};
use memchr::memmem::Finder;

/// A text column of the given values; an empty text becomes null.
pub(crate) fn text_column<'a, I>(values: I) -> StringArray
where
    I: Iterator<Item = &'a str> + Clone,
{
    // Counting first leaves no spare capacity behind, which a million rows would feel.
    let (rows, bytes) = values.clone().fold((0, 0), |(rows, bytes), value| {
        (rows + 1, bytes + value.len())
    });
    let mut builder = StringBuilder::with_capacity(rows, bytes);
    for value in values {
        if value.is_empty() {
            builder.append_null();
        } else {
            builder.append_value(value);
        }
    }
    builder.finish()
}

/// The text of a row, if held.
#[inline]
pub(crate) fn text_at(column: &StringArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| column.value(row))
}

/// Calls `found` for each row whose text contains the needle, ascending.
///
/// The texts of a column lie behind one another, so one search runs through all of them; a hit
/// across the border of two texts is none.
pub(crate) fn rows_containing(
    column: &StringArray,
    needle: &Finder<'_>,
    mut found: impl FnMut(usize),
) {
    let text = column.value_data();
    let offsets = column.value_offsets();
    let width = needle.needle().len();
    let end_of = |row: usize| usize::try_from(offsets[row + 1]).unwrap_or(0);
    let last = usize::try_from(offsets[column.len()]).unwrap_or(0);
    let mut from = usize::try_from(offsets[0]).unwrap_or(0);
    let mut row = 0;
    while let Some(hit) = needle.find(&text[from..last]) {
        let start = from + hit;
        // Near hits are walked to, far ones are searched for.
        let mut steps = 0;
        while end_of(row) <= start {
            row += 1;
            steps += 1;
            if steps == 16 {
                row += offsets[row + 1..]
                    .partition_point(|end| usize::try_from(*end).unwrap_or(0) <= start);
            }
        }
        if start + width <= end_of(row) {
            found(row);
            from = end_of(row);
        } else {
            from = start + 1;
        }
    }
}

/// Every character, and every pair of neighbouring characters, that occurs in a column.
///
/// A name typed into the search box is looked for in addresses too, and addresses are most of the
/// text of a district. Whether a community's addresses can contain it at all is decided here,
/// usually with "no", without reading them.
#[derive(Debug, Clone, Default)]
pub(crate) struct CharPairs(Box<[u64]>);

impl CharPairs {
    /// The characters and pairs of all texts of a column.
    pub(crate) fn of(column: &StringArray) -> Self {
        let mut seen = rustc_hash::FxHashSet::default();
        for row in 0..column.len() {
            let text = column.value(row);
            seen.extend(pairs(text));
            seen.extend(text.chars().map(single));
        }
        let mut seen: Vec<u64> = seen.into_iter().collect();
        seen.sort_unstable();
        Self(seen.into())
    }

    /// Whether some text of the column may contain this one.
    pub(crate) fn may_contain(&self, text: &str) -> bool {
        let seen = |entry| self.0.binary_search(&entry).is_ok();
        // Pairs say it all, except for a text of one character, which has none.
        pairs(text).all(seen) && text.chars().next().is_none_or(|first| seen(single(first)))
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.0.len() * size_of::<u64>()
    }
}

/// Neighbouring characters, packed; the first is never NUL in text that was cleaned.
fn pairs(text: &str) -> impl Iterator<Item = u64> {
    text.chars()
        .zip(text.chars().skip(1))
        .map(|(left, right)| u64::from(u32::from(left)) << 32 | u64::from(u32::from(right)))
}

/// One character, packed.
fn single(character: char) -> u64 {
    u64::from(u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(values: &[&str], needle: &str) -> Vec<usize> {
        let column = text_column(values.iter().copied());
        let mut rows = Vec::new();
        rows_containing(&column, &Finder::new(needle), |row| rows.push(row));
        rows
    }

    #[test]
    fn finds_rows_and_never_across_their_borders() {
        assert_eq!(
            hits(&["王伟", "李伟王", "", "王伟王伟", "伟王"], "王伟"),
            [0, 3]
        );
        assert_eq!(hits(&["王", "伟", "王伟"], "王伟"), [2]);
        assert_eq!(hits(&[], "王"), Vec::<usize>::new());
        let many: Vec<String> = (0..500).map(|row| format!("路{row}号")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let expected: Vec<usize> = (0..500)
            .filter(|row| format!("路{row}号").contains("7号"))
            .collect();
        assert_eq!(hits(&many, "7号"), expected);
    }

    #[test]
    fn pairs_rule_texts_out_but_never_wrongly() {
        let column = text_column(["海泊佳苑3号楼", "安居里"].into_iter());
        let pairs = CharPairs::of(&column);
        assert!(pairs.may_contain("泊佳苑"));
        assert!(
            pairs.may_contain("安"),
            "one character has no pair and is always looked for"
        );
        assert!(!pairs.may_contain("王伟"));
    }
}
