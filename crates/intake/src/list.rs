//! Reading any list of people, dwellings or places for comparing (比对): no source has promised
//! its columns, nothing is required, and a value that cannot be cleaned stays as it was typed.

mod agree;

use std::cell::RefCell;
use std::ops::ControlFlow;

use catalog::element::{Dictionary, ElementNo, EntityKind};
use catalog::problem::Problem;
use catalog::source::{Source, SourceNo};
use chrono::NaiveDate;
use rayon::prelude::*;
use workbook::{Cell, Limits, SheetKind, SheetStart};

use crate::clean::Cleaner;
use crate::delivery::CHUNK;
use crate::delivery::footing;
use crate::delivery::merges::Merges;
use crate::delivery::plan::{Plan, title};

pub use agree::agree;

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListColumn {
    /// Its title on one line.
    pub title: String,
    /// The data element it holds; none when that is not certain, and for 序号, 备注 and 年龄, which
    /// are no facts about anybody.
    pub element: Option<ElementNo>,
    /// It is about the form itself (序号, 填报人, 备注): worth comparing only when asked for.
    pub about_form: bool,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Place of the sheet, from 0.
    pub sheet: u16,
    /// Row as in Excel, from 1.
    pub row: u32,
    /// Texts by column: canonical where the column holds an element and the value can be cleaned,
    /// else as typed.
    pub texts: Vec<String>,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListReading {
    /// The columns of the first sheet with a header. Further sheets give what they have of them.
    pub columns: Vec<ListColumn>,
    /// Data rows.
    pub rows: u64,
    /// What a person should know, in Chinese.
    pub notes: Vec<String>,
}

/// Rows with content that are looked at before the header is read.
const LOOK_AHEAD: usize = 60;

/// Rows from the top below which no header is looked for.
const LOWEST_HEADER: u32 = 400;

/// Reads a list and hands its rows over, in file order. `source` is the one whose words the
/// columns are read by, where the list is a delivery of it.
///
/// # Errors
/// As [`workbook::stream_rows`]; `header-not-found` when no sheet has a header.
pub fn read_list(
    bytes: &[u8],
    file_name: &str,
    source: Option<&Source>,
    today: NaiveDate,
    limits: &Limits,
    on_rows: &mut dyn FnMut(&[ListColumn], Vec<ListRow>),
) -> Result<ListReading, Problem> {
    let neutral = neutral();
    let reader = RefCell::new(Reader {
        source: source.unwrap_or(&neutral),
        today,
        on_rows,
        reading: ListReading::default(),
        phase: Phase::Idle,
    });
    let notes = workbook::stream_rows(
        bytes,
        file_name,
        limits,
        &mut |start| reader.borrow_mut().start_sheet(start),
        &mut |row, cells| reader.borrow_mut().take(row, cells),
    )?;
    let mut reader = reader.into_inner();
    reader.end_sheet();
    let mut reading = reader.reading;
    reading
        .notes
        .extend(notes.into_iter().map(|note| note.message));
    if reading.columns.is_empty() {
        return Err(Problem::bad_input(
            "header-not-found",
            format!("“{file_name}”里没有认出表头，请在数据上方写明各列标题后重试。"),
        ));
    }
    Ok(reading)
}

/// A source that promises nothing.
fn neutral() -> Source {
    Source {
        no: SourceNo(0),
        code: String::new(),
        label: String::new(),
        department: String::new(),
        entity: EntityKind::Person,
        rank: 0,
        hints: Vec::new(),
        columns: std::collections::BTreeMap::new(),
        required: Vec::new(),
        registers_hukou: false,
        confirms: false,
        made_here: false,
        roster: false,
    }
}

enum Phase {
    Idle,
    Head {
        start: SheetStart,
        rows: Vec<Vec<Cell>>,
        content: usize,
    },
    Data(Box<Data>),
}

struct Data {
    plan: Plan,
    merges: Merges,
    /// Place in the sheet of each column of the list, and how its cells are cleaned.
    columns: Vec<Option<(usize, Option<Cleaner>)>>,
    chunk: Vec<(u32, Vec<Cell>)>,
}

struct Reader<'a> {
    source: &'a Source,
    today: NaiveDate,
    on_rows: &'a mut dyn FnMut(&[ListColumn], Vec<ListRow>),
    reading: ListReading,
    phase: Phase,
}

impl Reader<'_> {
    fn start_sheet(&mut self, start: &SheetStart) {
        self.end_sheet();
        if start.hidden {
            self.reading
                .notes
                .push(format!("工作表“{}”是隐藏的，未读取。", start.name));
            return;
        }
        self.phase = Phase::Head {
            start: start.clone(),
            rows: Vec::new(),
            content: 0,
        };
    }

    fn take(&mut self, row: u32, cells: &[Cell]) -> ControlFlow<()> {
        match &mut self.phase {
            Phase::Idle => return ControlFlow::Break(()),
            Phase::Head { rows, content, .. } if row < LOWEST_HEADER => {
                rows.resize(row as usize, Vec::new());
                rows.push(cells.to_vec());
                *content += 1;
                if *content < LOOK_AHEAD {
                    return ControlFlow::Continue(());
                }
                self.open_sheet();
            }
            Phase::Head { .. } => {
                self.open_sheet();
                return self.take(row, cells);
            }
            Phase::Data(_) => self.take_data(row, cells.to_vec()),
        }
        match self.phase {
            Phase::Idle => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    fn open_sheet(&mut self) {
        let Phase::Head { start, rows, .. } = std::mem::replace(&mut self.phase, Phase::Idle)
        else {
            return;
        };
        let header = workbook::read_header_of_sheet_start(&start, &rows);
        if header.kind != SheetKind::Form || header.header_rows.is_none() {
            if header.kind == SheetKind::Form {
                self.reading
                    .notes
                    .push(format!("工作表“{}”没有认出表头，未读取。", start.name));
            }
            return;
        }
        let plan = Plan::new(&start, &header, &rows, self.source);
        let held = columns_of(&plan);
        if self.reading.columns.is_empty() {
            self.reading.columns = held.iter().map(|(column, ..)| column.clone()).collect();
        }
        let columns = self
            .reading
            .columns
            .iter()
            .map(|wanted| {
                held.iter()
                    .find(|(column, ..)| is_same(wanted, column))
                    .map(|(_, index, cleaner)| (*index, *cleaner))
            })
            .collect();
        let data_first_row = plan.data_first_row;
        self.phase = Phase::Data(Box::new(Data {
            merges: Merges::new(&start.merges, data_first_row),
            plan,
            columns,
            chunk: Vec::new(),
        }));
        for (row, cells) in (0..).zip(rows).skip(data_first_row as usize) {
            if !cells.is_empty() {
                self.take_data(row, cells);
            }
        }
    }

    fn take_data(&mut self, row: u32, mut cells: Vec<Cell>) {
        let Phase::Data(data) = &mut self.phase else {
            return;
        };
        if data.merges.is_heading(row) && cells.iter().filter(|cell| !cell.is_empty()).count() == 1
        {
            return;
        }
        if !data.merges.is_empty() {
            data.merges.fill(row, &mut cells);
        }
        data.chunk.push((row, cells));
        if data.chunk.len() >= CHUNK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let Phase::Data(data) = &mut self.phase else {
            return;
        };
        let chunk = std::mem::take(&mut data.chunk);
        let (plan, columns, today) = (&data.plan, &data.columns, self.today);
        let says: Vec<bool> = self
            .reading
            .columns
            .iter()
            .map(|column| !column.about_form)
            .collect();
        let rows: Vec<ListRow> = chunk
            .into_par_iter()
            .filter_map(|(row, cells)| read_row(plan, columns, row, &cells, today))
            // Prepared lines have nothing but a number in them.
            .filter(|row| {
                (row.texts.iter().zip(&says)).any(|(text, says)| *says && !text.is_empty())
            })
            .collect();
        self.reading.rows += rows.len() as u64;
        if !rows.is_empty() {
            (self.on_rows)(&self.reading.columns, rows);
        }
    }

    fn end_sheet(&mut self) {
        if matches!(self.phase, Phase::Head { .. }) {
            self.open_sheet();
        }
        self.flush();
        self.phase = Phase::Idle;
    }
}

/// The columns of a sheet with their places and cleaners.
fn columns_of(plan: &Plan) -> Vec<(ListColumn, usize, Option<Cleaner>)> {
    plan.matches
        .iter()
        .filter(|found| !found.path.is_empty())
        .map(|found| {
            let index = found.index as usize;
            let planned = plan
                .columns
                .iter()
                .find(|column| column.index == index && column.stored);
            let matched = found
                .element
                .and_then(|element| Dictionary::shipped().get(element));
            let column = ListColumn {
                title: title(&found.path),
                element: planned.map(|column| column.element),
                about_form: matched.is_some_and(|element| element.entity == EntityKind::Form),
            };
            (column, index, planned.map(|column| column.cleaner))
        })
        .collect()
}

fn is_same(wanted: &ListColumn, held: &ListColumn) -> bool {
    match wanted.element {
        Some(element) => held.element == Some(element),
        None => held.element.is_none() && held.title == wanted.title,
    }
}

fn read_row(
    plan: &Plan,
    columns: &[Option<(usize, Option<Cleaner>)>],
    row: u32,
    cells: &[Cell],
    today: NaiveDate,
) -> Option<ListRow> {
    match footing::passed(plan, cells) {
        // Rows that hold only columns nobody understands are rows all the same.
        None | Some(footing::Passed::Blank) => {}
        Some(footing::Passed::Footer | footing::Passed::Header) => return None,
    }
    let texts: Vec<String> = columns
        .iter()
        .map(|column| match column {
            Some((index, cleaner)) => text(cells.get(*index)?, cleaner.as_ref(), today),
            None => None,
        })
        .map(Option::unwrap_or_default)
        .collect();
    Some(ListRow {
        sheet: plan.sheet,
        row: row + 1,
        texts,
    })
}

fn text(cell: &Cell, cleaner: Option<&Cleaner>, today: NaiveDate) -> Option<String> {
    if cell.is_empty() {
        return None;
    }
    let Some(cleaner) = cleaner else {
        return Some(cell.text());
    };
    let clean = cleaner.clean(cell, today);
    // What cannot be cleaned is not nothing: two lists may well share the same slip.
    let typed = (!clean.findings.is_empty()).then(|| cell.text());
    clean.text.or(typed)
}

#[cfg(test)]
mod tests;
