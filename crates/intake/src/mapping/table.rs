//! An old table in the words of the catalogue: a csv that its source could have handed over.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use catalog::element::{DataElement, ElementNo};
use catalog::problem::{Problem, ProblemKind};
use rustc_hash::FxHashSet;
use workbook::{Cell, Limits};

use super::{TableMapping, element_named};

/// Title of the column that keeps the key of the old system. No element stands for it: it is no
/// fact about anybody, but it leads from a record back to the old row.
pub const KEY_TITLE: &str = "原系统编号";

/// A column of the old table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldColumn {
    /// Its name there.
    pub name: String,
    /// What it means; none when it is not mapped.
    pub element: Option<ElementNo>,
    /// Cells with something in them.
    pub filled: u64,
    /// Different contents.
    pub distinct: u64,
    /// Contents without a translation, with how often each occurs, where codes are translated.
    pub unknown_codes: BTreeMap<String, u64>,
}

/// A table, mapped.
#[derive(Debug, Clone)]
pub struct MappedTable {
    /// The csv in UTF-8: labels of elements above, one line a row.
    pub file: Vec<u8>,
    /// Every column of the old table.
    pub columns: Vec<OldColumn>,
    /// Columns that are neither mapped nor left behind knowingly.
    pub unmapped: Vec<String>,
    /// Mapped columns that the table does not have.
    pub missing: Vec<String>,
    /// Elements of the csv in the order of its columns; the key of the old system comes first
    /// where there is one.
    pub elements: Vec<ElementNo>,
    /// The old rows as they were read, by column; the n-th stands on line n + 2 of the csv.
    pub rows: Vec<Vec<String>>,
}

/// A mapped column: where it stands, what it means, how its codes are translated.
type Place<'a> = (
    usize,
    &'static DataElement,
    Option<&'a BTreeMap<String, String>>,
);

/// Maps a table.
///
/// # Errors
/// As [`workbook::stream_rows`]; `header-not-found` when the file is empty.
pub fn map_table(
    bytes: &[u8],
    file_name: &str,
    mapping: &TableMapping,
    limits: &Limits,
) -> Result<MappedTable, Problem> {
    let (header, rows) = read(bytes, file_name, limits)?;
    let constants: Vec<(&DataElement, &str)> = mapping
        .constants
        .iter()
        .filter_map(|(word, text)| Some((element_named(word)?, text.as_str())))
        .collect();
    let mut columns: Vec<OldColumn> = header
        .iter()
        .map(|name| OldColumn {
            name: name.clone(),
            element: mapping
                .columns
                .get(name)
                .and_then(|mapped| mapped.element())
                .map(|element| element.no),
            filled: 0,
            distinct: 0,
            unknown_codes: BTreeMap::new(),
        })
        .collect();
    count(&mut columns, &rows, mapping);
    let places: Vec<Place<'_>> = header
        .iter()
        .enumerate()
        .filter_map(|(at, name)| {
            let mapped = mapping.columns.get(name)?;
            Some((at, mapped.element()?, mapped.codes()))
        })
        .collect();
    let key = mapping
        .key
        .as_ref()
        .and_then(|key| header.iter().position(|name| name == key));
    let mut out = csv::Writer::from_writer(Vec::new());
    let titles = key
        .map(|_| KEY_TITLE)
        .into_iter()
        .chain(places.iter().map(|(_, element, _)| element.label.as_str()))
        .chain(constants.iter().map(|(element, _)| element.label.as_str()));
    out.write_record(titles).map_err(|_| unwritten())?;
    for row in &rows {
        let text = |at: usize| row.get(at).map_or("", String::as_str);
        let cells = key
            .map(&text)
            .into_iter()
            .chain(
                places
                    .iter()
                    .map(|(at, _, codes)| translated(text(*at), *codes)),
            )
            .chain(constants.iter().map(|(_, text)| *text));
        out.write_record(cells).map_err(|_| unwritten())?;
    }
    let known: BTreeSet<&str> = mapping
        .columns
        .keys()
        .chain(&mapping.ignore)
        .chain(&mapping.key)
        .map(String::as_str)
        .collect();
    Ok(MappedTable {
        file: out.into_inner().map_err(|_| unwritten())?,
        unmapped: header
            .iter()
            .filter(|name| !known.contains(name.as_str()))
            .cloned()
            .collect(),
        missing: mapping
            .columns
            .keys()
            .filter(|name| !header.contains(name))
            .cloned()
            .collect(),
        elements: places
            .iter()
            .map(|(_, element, _)| element.no)
            .chain(constants.iter().map(|(element, _)| element.no))
            .collect(),
        columns,
        rows,
    })
}

/// A code without a translation stays as it is: it may well be right already, and if it is not,
/// cleaning says so.
fn translated<'t>(text: &'t str, codes: Option<&'t BTreeMap<String, String>>) -> &'t str {
    codes
        .and_then(|codes| codes.get(text))
        .map_or(text, String::as_str)
}

/// The first row with content is the header; blank rows below it are none.
fn read(
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
) -> Result<(Vec<String>, Vec<Vec<String>>), Problem> {
    let read: RefCell<(Vec<String>, Vec<Vec<String>>)> = RefCell::default();
    let sheets = RefCell::new(0_u32);
    workbook::stream_rows(
        bytes,
        file_name,
        limits,
        &mut |_| *sheets.borrow_mut() += 1,
        &mut |_, cells| {
            if *sheets.borrow() > 1 {
                return ControlFlow::Break(());
            }
            if cells.iter().all(Cell::is_empty) {
                return ControlFlow::Continue(());
            }
            let texts: Vec<String> = cells.iter().map(Cell::text).collect();
            let (header, rows) = &mut *read.borrow_mut();
            if header.is_empty() {
                *header = texts;
            } else {
                rows.push(texts);
            }
            ControlFlow::Continue(())
        },
    )?;
    let (header, rows) = read.into_inner();
    if header.is_empty() {
        return Err(Problem::bad_input(
            "header-not-found",
            format!("“{file_name}”是空的，没有列名，请重新导出后再试。"),
        ));
    }
    Ok((header, rows))
}

fn count(columns: &mut [OldColumn], rows: &[Vec<String>], mapping: &TableMapping) {
    for (at, column) in columns.iter_mut().enumerate() {
        let codes = mapping
            .columns
            .get(&column.name)
            .and_then(|mapped| mapped.codes());
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for text in rows.iter().filter_map(|row| row.get(at)) {
            if text.is_empty() {
                continue;
            }
            column.filled += 1;
            seen.insert(text);
            if codes.is_some_and(|codes| !codes.contains_key(text)) {
                *column.unknown_codes.entry(text.clone()).or_default() += 1;
            }
        }
        column.distinct = seen.len() as u64;
    }
}

fn unwritten() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "mapping-unwritten",
        "对照后的表格生成失败，请重试；仍然失败请联系管理员。",
    )
}
