//! The orders in which people are listed. Each partition keeps its rows in every order, so a page
//! never sorts a district.

use std::cmp::Ordering;

use arrow_array::{Array, Date32Array, Int64Array, StringArray};
use serde::{Deserialize, Serialize};

use crate::dwelling_columns::DwellingColumns;
use crate::natural;
use crate::row_set::row_number;
use crate::text_columns::text_at;

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SortBy {
    /// Name by code point; without a name first.
    Name,
    /// Youngest first; unknown age last.
    Age,
    /// Community by community (by area code), there by estate, building, unit and room in natural
    /// order; people whose dwelling is not known follow by the text of their address.
    Address,
    /// 最久未核实 first: never confirmed on the spot, then the longest ago.
    Verified,
    /// Entity id.
    #[default]
    Id,
}

/// The order of a list. Equal keys are ordered by id, so every order is total and a page never
/// repeats a row of another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sort {
    /// The key.
    pub by: SortBy,
    /// The other way round, except that whose age is not known stay last.
    pub descending: bool,
}

/// The rows of one partition in each order.
#[derive(Debug, Default)]
pub(crate) struct SortedRows {
    by_name: Vec<u32>,
    by_age: Vec<u32>,
    by_address: Vec<u32>,
    address_rank: Vec<u32>,
    by_verified: Vec<u32>,
    by_id: Vec<u32>,
}

impl SortedRows {
    /// Sorts the rows; they must come in the order of their ids.
    pub(crate) fn of(
        name: &StringArray,
        birth: &Date32Array,
        address: &StringArray,
        verified: &Date32Array,
        home: &Int64Array,
        dwellings: &DwellingColumns,
    ) -> Self {
        let by_id: Vec<u32> = (0..name.len()).map(row_number).collect();
        let sorted = |compare: &dyn Fn(usize, usize) -> Ordering| {
            let mut rows = by_id.clone();
            rows.sort_unstable_by(|a, b| compare(*a as usize, *b as usize).then_with(|| a.cmp(b)));
            rows
        };
        let door: Vec<Option<u32>> = (0..name.len())
            .map(|row| {
                let dwelling = home.is_valid(row).then(|| home.value(row))?;
                dwellings
                    .row_of(dwelling)
                    .map(|row| dwellings.door_rank[row])
            })
            .collect();
        let by_address = sorted(&|a, b| match (door[a], door[b]) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => {
                // Without an address last.
                let key = |row| text_at(address, row);
                match (key(a), key(b)) {
                    (Some(a), Some(b)) => natural::compare(a, b),
                    (a, b) => b.is_some().cmp(&a.is_some()),
                }
            }
        });
        let mut address_rank = vec![0; by_address.len()];
        for (rank, row) in by_address.iter().enumerate() {
            address_rank[*row as usize] = row_number(rank);
        }
        Self {
            by_name: sorted(&|a, b| text_at(name, a).cmp(&text_at(name, b))),
            by_age: sorted(&|a, b| by_age(birth, a, birth, b)),
            by_address,
            address_rank,
            by_verified: sorted(&|a, b| by_verified(verified, a, verified, b)),
            by_id,
        }
    }

    /// The rows in an order.
    pub(crate) fn rows(&self, by: SortBy) -> &[u32] {
        match by {
            SortBy::Name => &self.by_name,
            SortBy::Age => &self.by_age,
            SortBy::Address => &self.by_address,
            SortBy::Verified => &self.by_verified,
            SortBy::Id => &self.by_id,
        }
    }

    /// The place of a row in the order by address.
    pub(crate) fn address_rank(&self, row: u32) -> u32 {
        self.address_rank[row as usize]
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        [
            &self.by_name,
            &self.by_age,
            &self.by_address,
            &self.address_rank,
            &self.by_verified,
            &self.by_id,
        ]
        .iter()
        .map(|rows| rows.capacity() * size_of::<u32>())
        .sum()
    }
}

/// Never verified first, then the longest ago.
pub(crate) fn by_verified(
    left: &Date32Array,
    left_row: usize,
    right: &Date32Array,
    right_row: usize,
) -> Ordering {
    let day = |column: &Date32Array, row| column.is_valid(row).then(|| column.value(row));
    day(left, left_row).cmp(&day(right, right_row))
}

/// Youngest first, unknown last.
pub(crate) fn by_age(
    left: &Date32Array,
    left_row: usize,
    right: &Date32Array,
    right_row: usize,
) -> Ordering {
    match (left.is_valid(left_row), right.is_valid(right_row)) {
        (true, true) => right.value(right_row).cmp(&left.value(left_row)),
        (left, right) => right.cmp(&left),
    }
}
