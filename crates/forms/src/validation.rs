//! Checks (校验) of a form beyond single cells: across the columns of a row, across rows, against the
//! period before and against other forms. One engine; whoever fills in a form, by page, by paste or
//! through the interface, meets the same sentences.
//!
//! An empty cell breaks no comparison: what must be filled is said by `required` and by
//! [`Test::RequiredWhen`]. Sentences never repeat what stands in a cell.

mod compare;
mod sentence;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::cell::FormCell;
use crate::template::{Template, TemplateColumn};

pub use compare::Op;

/// Most checks of one form; more cannot be overlooked by whoever keeps them.
pub const MOST_CHECKS: usize = 60;
/// Other rows named in a sentence about equal values.
const MOST_NAMED: usize = 5;

/// What a failed check means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// The form cannot be submitted before it is mended.
    Stop,
    /// Somebody should look at it; the form can be submitted.
    Remind,
}

/// One check of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// What it means when it fails.
    pub weight: Weight,
    /// What is tested.
    #[serde(flatten)]
    pub test: Test,
}

/// What a check tests. Columns are named by their place in the sheet, as [`TemplateColumn::index`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the sentence above each kind names its fields")]
pub enum Test {
    /// One column of a row against another.
    Compare { column: u32, op: Op, other: u32 },
    /// A column against a value.
    Limit { column: u32, op: Op, value: String },
    /// A column that must be filled when another is such and such.
    RequiredWhen {
        column: u32,
        when: u32,
        op: Op,
        value: String,
    },
    /// No two rows have the same values in these columns.
    Unique { columns: Vec<u32> },
    /// Parts of a row add up to its total.
    Parts { parts: Vec<u32>, total: u32 },
    /// The sum of a column over all rows against a value.
    Total { column: u32, op: Op, value: String },
    /// A column against what was accepted for the same person in the period before.
    Former { column: u32, op: Op },
    /// A number differs from the period before by no more than some per cent.
    FormerWithin { column: u32, percent: u32 },
    /// A column against what was accepted for the same person in another form.
    OtherForm {
        column: u32,
        op: Op,
        template: i64,
        title: String,
        their_column: u32,
        their_label: String,
    },
}

/// One row to be tested.
#[derive(Debug, Clone, Default)]
pub struct TestedRow<'a> {
    /// Place in the list, from 0.
    pub position: usize,
    /// Its cells, one for each column of the template.
    pub cells: &'a [FormCell],
    /// The accepted cells of the same person in the period before.
    pub former: Option<&'a [FormCell]>,
    /// Accepted canonical values of the same person in other forms, by template and column.
    pub elsewhere: BTreeMap<(i64, u32), String>,
}

/// A check that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The row among those tested; `None` when it is about the form as a whole.
    pub row: Option<usize>,
    /// The column it is shown at.
    pub column: u32,
    /// What it means.
    pub weight: Weight,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// Tests all rows of a form and names every check that fails, in order of rows.
#[must_use]
pub fn findings(
    template: &Template,
    checks: &[Validation],
    rows: &[TestedRow<'_>],
) -> Vec<Finding> {
    let mut found = Vec::new();
    for check in checks {
        let at = |row: Option<usize>, column: u32, message: String| Finding {
            row,
            column,
            weight: check.weight,
            message,
        };
        match &check.test {
            Test::Unique { columns } => {
                for (row, others) in twice(template, columns, rows) {
                    let column = columns.first().copied().unwrap_or_default();
                    let message = sentence::twice(template, columns, &others);
                    found.push(at(Some(row), column, message));
                }
            }
            Test::Total { column, op, value } => {
                let sum = total(template, *column, rows);
                if op.holds(&sum.to_string(), value) == Some(false) {
                    let message = sentence::total(template, *column, *op, value, sum);
                    found.push(at(None, *column, message));
                }
            }
            test => {
                for (place, row) in rows.iter().enumerate() {
                    if fails(template, test, row) {
                        let message = format!("{}。", check.sentence(template));
                        found.push(at(Some(place), test.column(), message));
                    }
                }
            }
        }
    }
    found.sort_by_key(|finding| (finding.row, finding.column));
    found
}

/// Whether a test of single rows fails on one.
fn fails(template: &Template, test: &Test, row: &TestedRow<'_>) -> bool {
    let text = |column: u32| canonical(template, column, row.cells);
    let breaks = |op: Op, one: Option<&str>, other: Option<&str>| {
        one.zip(other)
            .is_some_and(|(one, other)| op.holds(one, other) == Some(false))
    };
    match test {
        Test::Compare { column, op, other } => breaks(*op, text(*column), text(*other)),
        Test::Limit { column, op, value } => breaks(*op, text(*column), Some(value)),
        Test::RequiredWhen {
            column,
            when,
            op,
            value,
        } => {
            let asked = text(*when).is_some_and(|when| op.holds(when, value) == Some(true));
            asked && text(*column).is_none()
        }
        Test::Parts { parts, total } => {
            let read = |column: &u32| text(*column).and_then(Amount::read);
            let Some(total) = read(total) else {
                return false;
            };
            let mut sum = Amount::default();
            let mut any = false;
            for part in parts.iter().filter_map(read) {
                sum += part;
                any = true;
            }
            any && sum != total
        }
        Test::Former { column, op } => {
            let former = row
                .former
                .and_then(|cells| canonical(template, *column, cells));
            breaks(*op, text(*column), former)
        }
        Test::FormerWithin { column, percent } => {
            let former = row
                .former
                .and_then(|cells| canonical(template, *column, cells));
            let read = |text: Option<&str>| text.and_then(Amount::read);
            let numbers = read(text(*column)).zip(read(former));
            numbers.is_some_and(|(now, before)| !compare::within(now, before, *percent))
        }
        Test::OtherForm {
            column,
            op,
            template: other,
            their_column,
            ..
        } => {
            let theirs = row.elsewhere.get(&(*other, *their_column));
            breaks(*op, text(*column), theirs.map(String::as_str))
        }
        Test::Unique { .. } | Test::Total { .. } => false,
    }
}

/// Rows whose values in some columns stand in other rows too, with the positions of those.
fn twice(template: &Template, columns: &[u32], rows: &[TestedRow<'_>]) -> Vec<(usize, Vec<usize>)> {
    let mut same: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        let key: Option<Vec<&str>> = columns
            .iter()
            .map(|column| canonical(template, *column, row.cells))
            .collect();
        if let Some(key) = key {
            same.entry(key).or_default().push(place);
        }
    }
    let groups = same.into_values().filter(|group| group.len() > 1);
    groups
        .flat_map(|group| {
            let all = group.clone();
            group.into_iter().map(move |place| {
                let others = all.iter().filter(|other| **other != place);
                (place, others.take(MOST_NAMED).copied().collect::<Vec<_>>())
            })
        })
        .map(|(place, others)| {
            let positions = others.iter().map(|other| rows[*other].position).collect();
            (place, positions)
        })
        .collect()
}

fn total(template: &Template, column: u32, rows: &[TestedRow<'_>]) -> Amount {
    let mut sum = Amount::default();
    let texts = rows
        .iter()
        .filter_map(|row| canonical(template, column, row.cells));
    for number in texts.filter_map(Amount::read) {
        sum += number;
    }
    sum
}

/// What stands in a column of a row; `None` when nothing does.
fn canonical<'a>(template: &Template, column: u32, cells: &'a [FormCell]) -> Option<&'a str> {
    let place = template.columns.iter().position(|at| at.index == column)?;
    let text = cells.get(place)?.canonical.as_str();
    (!text.is_empty()).then_some(text)
}

fn column(template: &Template, index: u32) -> Option<&TemplateColumn> {
    template.columns.iter().find(|column| column.index == index)
}

impl Test {
    /// The column at which a failure is shown.
    #[must_use]
    pub fn column(&self) -> u32 {
        match self {
            Self::Compare { column, .. }
            | Self::Limit { column, .. }
            | Self::RequiredWhen { column, .. }
            | Self::Total { column, .. }
            | Self::Former { column, .. }
            | Self::FormerWithin { column, .. }
            | Self::OtherForm { column, .. } => *column,
            Self::Unique { columns } => columns.first().copied().unwrap_or_default(),
            Self::Parts { total, .. } => *total,
        }
    }

    /// Every column of the form that it reads.
    #[must_use]
    pub fn columns(&self) -> Vec<u32> {
        match self {
            Self::Compare { column, other, .. } => vec![*column, *other],
            Self::RequiredWhen { column, when, .. } => vec![*column, *when],
            Self::Unique { columns } => columns.clone(),
            Self::Parts { parts, total } => parts.iter().chain([total]).copied().collect(),
            test => vec![test.column()],
        }
    }

    /// Whether it looks at what was accepted in the period before.
    #[must_use]
    pub const fn needs_former(&self) -> bool {
        matches!(self, Self::Former { .. } | Self::FormerWithin { .. })
    }
}
