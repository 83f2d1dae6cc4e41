//! A chunk of rows, cleaned on all cores and put together in file order.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::FxHasher;
use workbook::Cell;

use super::addresses::AddressReader;
use super::footing::Passed;
use super::plan::Plan;
use super::row::{self, RawRow, RowOutcome};
use super::{Issue, RowReading, Setting};
use crate::clean::Severity;

/// Rows that one task works on at a time.
const TASK: usize = 512;

/// A refused row on its way back.
#[derive(Debug)]
pub(crate) struct RefusedRow {
    /// Row number as in Excel.
    pub row: u32,
    /// Its cells as they were.
    pub cells: Vec<Cell>,
    /// Why it was refused.
    pub reasons: Vec<String>,
}

/// What became of a chunk.
#[derive(Debug, Default)]
pub(crate) struct BatchOutcome {
    /// Rows that were read, with a digest of their values.
    pub readings: Vec<(RowReading, u64)>,
    /// All issues, in row order.
    pub issues: Vec<Issue>,
    /// Refused rows as they were, and why.
    pub refused: Vec<RefusedRow>,
    /// Rows without a warning.
    pub clean: u64,
    /// Rows that were totals, signatures or notes.
    pub footers: u64,
    /// Rows that repeated the header.
    pub headers: u64,
    /// Rows with a value, by column.
    pub filled: Vec<u64>,
}

impl BatchOutcome {
    fn append(&mut self, mut other: Self) {
        self.readings.append(&mut other.readings);
        self.issues.append(&mut other.issues);
        self.refused.append(&mut other.refused);
        self.clean += other.clean;
        self.footers += other.footers;
        self.headers += other.headers;
        if self.filled.len() < other.filled.len() {
            self.filled.resize(other.filled.len(), 0);
        }
        for (sum, count) in self.filled.iter_mut().zip(other.filled) {
            *sum += count;
        }
    }
}

/// Reads a chunk. The rows are taken, so that each task also frees what it has read.
pub(crate) fn read(plan: &Plan, rows: Vec<RawRow>, setting: Setting<'_>) -> BatchOutcome {
    let parts: Vec<BatchOutcome> = rows
        .into_par_iter()
        .chunks(TASK)
        .map(|rows| read_task(plan, rows, setting))
        .collect();
    let mut outcome = BatchOutcome::default();
    let read = parts.iter().map(|part| part.readings.len()).sum();
    outcome.readings.reserve_exact(read);
    for part in parts {
        outcome.append(part);
    }
    outcome
}

fn read_task(plan: &Plan, rows: Vec<RawRow>, setting: Setting<'_>) -> BatchOutcome {
    let mut outcome = BatchOutcome {
        filled: vec![0; plan.titles.len()],
        ..BatchOutcome::default()
    };
    let mut addresses = AddressReader::default();
    for raw in rows {
        let read = row::read(plan, &raw, setting, &mut addresses);
        if !matches!(read, RowOutcome::Passed(_)) {
            for (count, cell) in outcome.filled.iter_mut().zip(&raw.cells) {
                *count += u64::from(!cell.is_empty());
            }
        }
        match read {
            RowOutcome::Passed(Passed::Blank) => {}
            RowOutcome::Passed(Passed::Footer) => {
                outcome.footers += 1;
            }
            RowOutcome::Passed(Passed::Header) => {
                outcome.headers += 1;
            }
            RowOutcome::Read(reading, mut issues) => {
                if issues.iter().all(|issue| issue.severity == Severity::Note) {
                    outcome.clean += 1;
                }
                let digest = digest(&reading);
                outcome.readings.push((reading, digest));
                outcome.issues.append(&mut issues);
            }
            RowOutcome::Refused(mut issues) => {
                outcome.refused.push(RefusedRow {
                    row: raw.row + 1,
                    cells: raw.cells,
                    reasons: reasons(&issues),
                });
                outcome.issues.append(&mut issues);
            }
        }
    }
    outcome
}

/// Why a row was refused, column by column.
fn reasons(issues: &[Issue]) -> Vec<String> {
    issues
        .iter()
        .filter(|issue| issue.severity == Severity::Refuse)
        .map(|issue| match &issue.column {
            Some(column) => format!("“{column}”：{}", issue.message),
            None => issue.message.clone(),
        })
        .collect()
}

/// Rows of equal values have equal digests.
fn digest(reading: &RowReading) -> u64 {
    let mut hasher = FxHasher::default();
    reading.values.hash(&mut hasher);
    hasher.finish()
}
