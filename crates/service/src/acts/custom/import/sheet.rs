//! The rows of a file of objects: which column is which field, and what stands in each row.

use catalog::area::{AreaCode, AreaTree};
use catalog::custom::Field;
use catalog::problem::Problem;
use catalog::text::squeeze;
use std::collections::BTreeMap;
use storage::CustomKind;
use workbook::Sheet;

use crate::rights::Caller;
use crate::view::custom::AREA_TITLE;

/// Rows looked at for the header: titles and notes stand above it.
const HEADER_WITHIN: u32 = 10;

/// Most rows of one file.
const MOST_ROWS: usize = 20_000;

/// What a file holds.
pub(super) struct Reading {
    /// Its rows that are not empty.
    pub rows: Vec<Row>,
    /// Titles that are no field of the kind, or of one that the caller may not see.
    pub unknown_columns: Vec<String>,
}

/// One row.
pub(super) struct Row {
    /// As the spreadsheet counts, from 1.
    pub number: u64,
    /// Typed texts by field id; empty cells are left out.
    pub typed: BTreeMap<String, String>,
    /// The area that the row names, if it names one, or what is wrong with it.
    pub area: Result<Option<AreaCode>, String>,
}

/// What a column of the file is.
enum Column<'a> {
    Area,
    Field(&'a Field),
}

/// Reads the first sheet that is to be seen.
pub(super) fn read(
    sheets: &[Sheet],
    kind: &CustomKind,
    caller: &Caller,
    areas: &AreaTree,
) -> Result<Reading, Problem> {
    let sheet = sheets
        .iter()
        .find(|sheet| !sheet.hidden && sheet.rows > 0)
        .ok_or_else(no_header)?;
    let header = header_row(sheet, kind).ok_or_else(no_header)?;
    let mut columns: Vec<(u32, Column<'_>)> = Vec::new();
    let mut unknown_columns = Vec::new();
    for at in 0..sheet.columns {
        let title = sheet.text(header, at);
        match column_of(&title, kind) {
            Some(Column::Field(field)) if !caller.sees_field(field, kind.department.as_deref()) => {
                unknown_columns.push(title);
            }
            Some(column) => columns.push((at, column)),
            None if title.is_empty() => {}
            None => unknown_columns.push(title),
        }
    }
    let mut rows = Vec::new();
    for at in header + 1..sheet.rows {
        let cells: Vec<(&Column<'_>, String)> = columns
            .iter()
            .map(|(column_at, column)| (column, sheet.text(at, *column_at)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        if cells.is_empty() {
            continue;
        }
        if rows.len() >= MOST_ROWS {
            return Err(Problem::bad_input(
                "items-too-many",
                "一个文件最多两万行，请分成几个文件导入；本次没有导入任何行。",
            ));
        }
        rows.push(row_of(u64::from(at) + 1, cells, caller, areas));
    }
    Ok(Reading {
        rows,
        unknown_columns,
    })
}

fn row_of(
    number: u64,
    cells: Vec<(&Column<'_>, String)>,
    caller: &Caller,
    areas: &AreaTree,
) -> Row {
    let mut row = Row {
        number,
        typed: BTreeMap::new(),
        area: Ok(None),
    };
    for (column, text) in cells {
        match column {
            Column::Area => row.area = area_of(&text, caller, areas).map(Some),
            Column::Field(field) => {
                row.typed.insert(field.id.clone(), text);
            }
        }
    }
    row
}

fn no_header() -> Problem {
    Problem::bad_input(
        "items-header",
        "文件里没有找到表头。请在前十行内写一行字段名称（可先导出一份作样表），再导入。",
    )
}

/// The row with the most titles of fields.
fn header_row(sheet: &Sheet, kind: &CustomKind) -> Option<u32> {
    let titles = |row: u32| {
        (0..sheet.columns)
            .filter(|at| {
                matches!(
                    column_of(&sheet.text(row, *at), kind),
                    Some(Column::Field(_))
                )
            })
            .count()
    };
    (0..sheet.rows.min(HEADER_WITHIN))
        .map(|row| (titles(row), row))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, row)| (*count, std::cmp::Reverse(*row)))
        .map(|(_, row)| row)
}

fn column_of<'a>(title: &str, kind: &'a CustomKind) -> Option<Column<'a>> {
    let title = squeeze(title);
    if title == squeeze(AREA_TITLE) {
        return Some(Column::Area);
    }
    kind.fields
        .iter()
        .find(|field| squeeze(&field.label) == title)
        .map(Column::Field)
}

/// The area that a cell names, within the caller's.
fn area_of(text: &str, caller: &Caller, areas: &AreaTree) -> Result<AreaCode, String> {
    let found = match text.parse::<AreaCode>() {
        Ok(code) => areas.get(&code).map(|area| area.code),
        Err(_) => match areas.find_by_name(text, &caller.area).as_slice() {
            [only] => Some(only.code),
            _ => None,
        },
    };
    found
        .filter(|code| areas.is_within(code, &caller.area))
        .ok_or_else(|| format!("“{AREA_TITLE}”应是您辖区内的区划名称或 12 位代码。"))
}
