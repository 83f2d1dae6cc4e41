//! Lists of rows, one behind the other: who lives behind a door, who is somebody's child.

use arrow_array::{Array, Int64Array};

use crate::dwelling_columns::DwellingColumns;
use crate::row_set::row_number;

/// The number of a list that there is not.
pub(crate) const NO_LIST: u32 = u32::MAX;

/// Lists of rows.
#[derive(Debug)]
pub(crate) struct Lists {
    /// List n goes from offset n to offset n + 1.
    pub(crate) offsets: Vec<u32>,
    pub(crate) members: Vec<u32>,
}

impl Lists {
    fn new() -> Self {
        Self {
            offsets: vec![0],
            members: Vec::new(),
        }
    }

    /// Ends the list that members were pushed to.
    fn end(&mut self) {
        self.offsets.push(row_number(self.members.len()));
    }

    fn shrink(&mut self) {
        self.offsets.shrink_to_fit();
        self.members.shrink_to_fit();
    }

    /// For each of `rows` the list of that row alone.
    pub(crate) fn each(rows: usize) -> Self {
        Self {
            offsets: (0..=rows).map(row_number).collect(),
            members: (0..rows).map(row_number).collect(),
        }
    }

    /// For each of `rows` those it is paired with.
    pub(crate) fn of_pairs(mut pairs: Vec<(u32, u32)>, rows: usize) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut lists = Self::new();
        let mut pairs = pairs.into_iter().peekable();
        for row in 0..rows {
            while let Some((_, member)) = pairs.next_if(|(of, _)| *of as usize == row) {
                lists.members.push(member);
            }
            lists.end();
        }
        lists.shrink();
        lists
    }

    /// The members of a list.
    pub(crate) fn of(&self, list: usize) -> &[u32] {
        &self.members[self.offsets[list] as usize..self.offsets[list + 1] as usize]
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        (self.offsets.capacity() + self.members.capacity()) * size_of::<u32>()
    }
}

/// Lists with the number of the list that each row belongs to.
#[derive(Debug)]
pub(crate) struct Groups {
    pub(crate) lists: Lists,
    /// By row; past the last list where the row belongs to none.
    pub(crate) list_of: Vec<u32>,
}

impl Groups {
    /// People by the dwelling in a column: list n is of dwelling n of the partition, and behind
    /// them come the lists of dwellings held elsewhere. `index` is the rows that hold one, in its
    /// order; only rows that `keep` accepts are members, but all belong to a list.
    pub(crate) fn by_dwelling(
        index: &[u32],
        column: &Int64Array,
        dwellings: &DwellingColumns,
        keep: impl Fn(usize) -> bool,
    ) -> Self {
        let value = |row: u32| column.value(row as usize);
        let runs: Vec<&[u32]> = index.chunk_by(|a, b| value(*a) == value(*b)).collect();
        let (mut lists, mut list_of) = (Lists::new(), vec![NO_LIST; column.len()]);
        let mut add = |lists: &mut Lists, run: &[u32]| {
            let number = row_number(lists.offsets.len() - 1);
            for row in run {
                list_of[*row as usize] = number;
                if keep(*row as usize) {
                    lists.members.push(*row);
                }
            }
        };
        // Runs and dwellings are both ascending.
        let mut elsewhere = Vec::new();
        let mut runs = runs.into_iter().peekable();
        for dwelling in dwellings.id.values() {
            while let Some(run) = runs.next_if(|run| value(run[0]) < *dwelling) {
                elsewhere.push(run);
            }
            if let Some(run) = runs.next_if(|run| value(run[0]) == *dwelling) {
                add(&mut lists, run);
            }
            lists.end();
        }
        for run in elsewhere.into_iter().chain(runs) {
            add(&mut lists, run);
            lists.end();
        }
        lists.shrink();
        Self { lists, list_of }
    }

    /// Rows by a value: one list for each, and an empty one behind them. `index` is the rows that hold
    /// one, in its order.
    pub(crate) fn by_value(index: &[u32], column: &Int64Array) -> Self {
        let value = |row: &u32| column.value(*row as usize);
        let (mut lists, mut list_of) = (Lists::new(), vec![NO_LIST; column.len()]);
        for run in index.chunk_by(|a, b| value(a) == value(b)) {
            let number = row_number(lists.offsets.len() - 1);
            for row in run {
                list_of[*row as usize] = number;
            }
            lists.members.extend_from_slice(run);
            lists.end();
        }
        lists.end();
        lists.shrink();
        Self { lists, list_of }
    }

    /// The number of the last list.
    pub(crate) fn last(&self) -> u32 {
        row_number(self.lists.offsets.len().saturating_sub(2))
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.lists.bytes() + self.list_of.capacity() * size_of::<u32>()
    }
}

/// Rows that hold a value, sorted by it, then by row.
pub(crate) fn rows_by(column: &Int64Array) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..column.len())
        .filter(|row| column.is_valid(*row))
        .map(row_number)
        .collect();
    rows.sort_unstable_by_key(|row| (column.value(*row as usize), *row));
    rows.shrink_to_fit();
    rows
}
