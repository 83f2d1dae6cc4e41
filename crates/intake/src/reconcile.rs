//! Reconciliation (对账): did the rows of an old table arrive whole? Counts, sums, distinct values,
//! differences by field, and a sample to be looked at.

use std::collections::{BTreeMap, BTreeSet};

use catalog::element::{Dictionary, ElementNo, ValueKind};
use catalog::values::Values;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use workbook::Cell;

use crate::clean::clean;
use crate::mapping::{MappedTable, TableMapping};

/// Rows of the sample.
pub const SAMPLE: usize = 30;

/// What became of an old row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrived {
    /// The values of its record.
    pub values: Values,
    /// The values that its person, dwelling or place has now; empty in a dry run.
    pub winners: Values,
    /// The community it is listed in.
    pub community: Option<String>,
}

/// One element, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldCheck {
    /// The old column.
    pub column: String,
    /// Label of the element.
    pub label: String,
    /// Cells with something in them.
    pub old_filled: u64,
    /// Records with a value.
    pub new_filled: u64,
    /// Different contents before.
    pub old_distinct: u64,
    /// Different values after.
    pub new_distinct: u64,
    /// Records whose value is what the old cell means.
    pub same: u64,
    /// Cells that could not be used, or came out otherwise.
    pub differs: u64,
    /// Values that another source outranks now; both are kept.
    pub outranked: u64,
    /// Sum before, for numbers, as decimal text.
    pub old_sum: Option<String>,
    /// Sum after.
    pub new_sum: Option<String>,
}

/// Old row and new record beside each other, by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRow {
    /// Row of the old table, from 1, without the header.
    pub row: u32,
    /// Element, old text, value of the record.
    pub cells: Vec<(ElementNo, String, String)>,
    /// Whether it arrived at all.
    pub arrived: bool,
}

/// The report about one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Rows of the old table.
    pub old_rows: u64,
    /// Rows that became records.
    pub new_rows: u64,
    /// Records by community; empty where none is known.
    pub communities: BTreeMap<String, u64>,
    /// By mapped column.
    pub fields: Vec<FieldCheck>,
    /// Rows to be looked at, spread evenly by the seed.
    pub sample: Vec<SampleRow>,
}

impl Reconciliation {
    /// Whether every row arrived and every value came through as it was meant.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.old_rows == self.new_rows
            && self
                .fields
                .iter()
                .all(|field| field.differs == 0 && field.old_sum == field.new_sum)
    }
}

/// Compares an old table with what arrived: `arrived` by line of the mapped csv.
#[must_use]
pub fn reconcile(
    table: &MappedTable,
    mapping: &TableMapping,
    arrived: &FxHashMap<u32, Arrived>,
    today: NaiveDate,
    seed: u64,
) -> Reconciliation {
    let mut communities: BTreeMap<String, u64> = BTreeMap::new();
    for row in arrived.values() {
        *communities
            .entry(row.community.clone().unwrap_or_default())
            .or_default() += 1;
    }
    let fields = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some(field(table, mapping, arrived, at, column.element?, today)))
        .collect();
    Reconciliation {
        old_rows: table.rows.len() as u64,
        new_rows: arrived.len() as u64,
        communities,
        fields,
        sample: sample(table, arrived, seed),
    }
}

/// The line of the csv on which an old row stands.
fn line_of(at: usize) -> u32 {
    u32::try_from(at + 2).unwrap_or(u32::MAX)
}

fn field(
    table: &MappedTable,
    mapping: &TableMapping,
    arrived: &FxHashMap<u32, Arrived>,
    at: usize,
    element: ElementNo,
    today: NaiveDate,
) -> FieldCheck {
    let column = &table.columns[at];
    let meaning = Dictionary::shipped().get(element);
    let mut check = FieldCheck {
        column: column.name.clone(),
        label: meaning.map_or_else(String::new, |element| element.label.clone()),
        old_filled: column.filled,
        new_filled: 0,
        old_distinct: column.distinct,
        new_distinct: 0,
        same: 0,
        differs: 0,
        outranked: 0,
        old_sum: None,
        new_sum: None,
    };
    let numeric = meaning
        .is_some_and(|element| matches!(element.kind, ValueKind::Decimal | ValueKind::Integer));
    let codes = mapping
        .columns
        .get(&column.name)
        .and_then(|mapped| mapped.codes());
    let mut distinct: BTreeSet<&str> = BTreeSet::new();
    let (mut old_sum, mut new_sum) = (0_i128, 0_i128);
    for (row, texts) in table.rows.iter().enumerate() {
        let old = texts.get(at).map_or("", String::as_str);
        let record = arrived.get(&line_of(row));
        let new = record.and_then(|record| record.values.get(element));
        if numeric {
            old_sum += ten_thousandths(old);
            new_sum += ten_thousandths(new.unwrap_or_default());
        }
        if let Some(new) = new {
            check.new_filled += 1;
            distinct.insert(new);
            let winner = record.and_then(|record| record.winners.get(element));
            check.outranked += u64::from(winner.is_some_and(|winner| winner != new));
        }
        if old.is_empty() {
            continue;
        }
        let typed = codes
            .and_then(|codes| codes.get(old))
            .map_or(old, String::as_str);
        let meant =
            meaning.and_then(|element| clean(element, &Cell::Text(typed.to_owned()), today).text);
        match (meant.as_deref(), new) {
            (Some(meant), Some(new)) if meant == new => check.same += 1,
            // 无, — and their like mean that there is nothing.
            (None, None) if crate::clean::empty::says_nothing(typed) => check.same += 1,
            _ => check.differs += 1,
        }
    }
    check.new_distinct = distinct.len() as u64;
    if numeric {
        check.old_sum = Some(decimal(old_sum));
        check.new_sum = Some(decimal(new_sum));
    }
    check
}

/// A decimal text in ten-thousandths; what is no number counts nothing.
fn ten_thousandths(text: &str) -> i128 {
    let text = text.trim().replace([',', '，'], "");
    let (sign, text) = text
        .strip_prefix('-')
        .map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() || !digits(whole) || !digits(part) || part.len() > 4 {
        return 0;
    }
    let whole: i128 = whole.parse().unwrap_or(0);
    let part: i128 = format!("{part:0<4}").parse().unwrap_or(0);
    sign * (whole * 10_000 + part)
}

fn decimal(sum: i128) -> String {
    let sign = if sum < 0 { "-" } else { "" };
    let (whole, part) = (sum.unsigned_abs() / 10_000, sum.unsigned_abs() % 10_000);
    let text = format!("{sign}{whole}.{part:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Rows spread over the table; the seed decides which.
fn sample(table: &MappedTable, arrived: &FxHashMap<u32, Arrived>, seed: u64) -> Vec<SampleRow> {
    let mut rows: Vec<(u64, usize)> = (0..table.rows.len())
        .map(|at| (scattered(seed, at as u64), at))
        .collect();
    rows.sort_unstable();
    rows.truncate(SAMPLE);
    rows.sort_unstable_by_key(|(_, at)| *at);
    rows.into_iter()
        .map(|(_, at)| sample_row(table, arrived, at))
        .collect()
}

fn sample_row(table: &MappedTable, arrived: &FxHashMap<u32, Arrived>, at: usize) -> SampleRow {
    let record = arrived.get(&line_of(at));
    let cells = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(column, held)| {
            let element = held.element?;
            let old = table.rows[at].get(column).cloned().unwrap_or_default();
            let new = record
                .and_then(|record| record.values.get(element))
                .unwrap_or_default()
                .to_owned();
            Some((element, old, new))
        })
        .collect();
    SampleRow {
        row: u32::try_from(at + 1).unwrap_or(u32::MAX),
        cells,
        arrived: record.is_some(),
    }
}

/// A number that looks random and is the same for the same seed (`SplitMix64`).
fn scattered(seed: u64, at: u64) -> u64 {
    let mut mixed = seed.wrapping_add(at.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::{decimal, ten_thousandths};

    #[test]
    fn sums_are_exact() {
        let sum: i128 = ["0.1", "0.2", "1,234.5", "-0.3", "无", "12.34567"]
            .into_iter()
            .map(ten_thousandths)
            .sum();
        assert_eq!(decimal(sum), "1234.5");
        assert_eq!(decimal(0), "0");
        assert_eq!(decimal(-5_000), "-0.5");
    }
}
