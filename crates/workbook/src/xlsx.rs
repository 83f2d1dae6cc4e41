//! Cells of xlsx sheets in the order of the file.

use std::collections::HashMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{DataRef, Reader, Xlsx, XlsxError, XlsxFormulaMetadata};
use catalog::problem::Problem;
use chrono::NaiveDateTime;

use crate::cell::Cell;
use crate::circular::Formulas;
use crate::delimited::OnRow;
use crate::kind;
use crate::limits::Limits;
use crate::look;
use crate::package::{Package, SheetPart};
use crate::read::guarded;
use crate::sheet::{Book, BookIssue, MAX_COLUMNS, MAX_ROWS, Range, Sheet};
use crate::stream::SheetStart;

/// An xlsx that has been checked and can be read sheet by sheet.
pub(crate) struct Workbook<'a> {
    xlsx: Xlsx<Cursor<&'a [u8]>>,
    bytes: &'a [u8],
    file_name: String,
    pub(crate) sheets: Vec<SheetPart>,
    merges: HashMap<String, Vec<Range>>,
    pub(crate) notes: Vec<BookIssue>,
}

impl<'a> Workbook<'a> {
    /// Opens and checks a workbook.
    pub(crate) fn open(bytes: &'a [u8], file_name: &str, limits: &Limits) -> Result<Self, Problem> {
        let mut package = Package::open(bytes, file_name, limits)?;
        let merges = package.check_content()?;
        let xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|error| problem(&error, file_name))?;
        let mut notes = Vec::new();
        if package.has_macros {
            notes.push(crate::notes::macros(file_name));
        }
        if package.names().any(|name| name.contains("externalLinks/")) {
            notes.push(crate::notes::external_link(file_name));
        }
        Ok(Self {
            xlsx,
            bytes,
            file_name: file_name.to_owned(),
            sheets: package.sheets,
            merges,
            notes,
        })
    }

    fn merges_of(&mut self, part: &SheetPart) -> Vec<Range> {
        self.merges.remove(&part.path).unwrap_or_default()
    }

    /// Reads everything into memory.
    pub(crate) fn read(mut self, limits: &Limits) -> Result<Book, Problem> {
        let mut sheets = Vec::new();
        let mut held = 0_u64;
        for part in self.sheets.clone() {
            let mut sheet = Sheet::new(&part.name);
            sheet.hidden = part.hidden;
            sheet.merges = self.merges_of(&part);
            let formulas = self.read_cells(&mut sheet, &mut held, limits)?;
            self.notes
                .extend(crate::notes::circular(&sheet.name, &formulas));
            sheets.push(sheet);
        }
        let mut book = Book {
            sheets,
            notes: self.notes,
        };
        look::of_xlsx(&mut book, self.bytes, &self.file_name, limits)?;
        Ok(book)
    }

    fn read_cells(
        &mut self,
        sheet: &mut Sheet,
        held: &mut u64,
        limits: &Limits,
    ) -> Result<Formulas, Problem> {
        let file_name = &self.file_name;
        let mut formulas = Formulas::new();
        let mut cells = match self.xlsx.worksheet_cells_reader(&sheet.name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(formulas),
            Err(error) => return Err(problem(&error, file_name)),
        };
        while let Some(record) = cells
            .next_cell_with_formula_metadata()
            .map_err(|error| problem(&error, file_name))?
        {
            let (row, col) = record.pos;
            if let Some(text) = record.formula.as_ref().and_then(formula_text) {
                formulas.insert((row, col), text.to_owned());
            }
            let value = cell(record.value);
            if value.is_empty() {
                continue;
            }
            *held += 1;
            if *held > limits.max_cells {
                let why = format!("超过 {} 个单元格", limits.max_cells);
                return Err(kind::too_large(file_name, &why));
            }
            if record.formula.is_some() {
                sheet.formulas.insert((row, col));
            }
            sheet.put(row, col, value);
        }
        Ok(formulas)
    }

    /// Streams every sheet; a break goes on with the next sheet.
    pub(crate) fn stream(
        mut self,
        limits: &Limits,
        on_sheet: &mut dyn FnMut(&SheetStart),
        on_row: &mut OnRow<'_>,
    ) -> Result<Vec<BookIssue>, Problem> {
        for (index, part) in (0..).zip(self.sheets.clone()) {
            let merges = self.merges_of(&part);
            on_sheet(&SheetStart {
                index,
                name: part.name.clone(),
                hidden: part.hidden,
                merges,
            });
            self.stream_sheet(&part.name, limits, on_row)?;
        }
        Ok(self.notes)
    }

    fn stream_sheet(
        &mut self,
        name: &str,
        limits: &Limits,
        on_row: &mut OnRow<'_>,
    ) -> Result<(), Problem> {
        let file_name = &self.file_name;
        let mut cells = match self.xlsx.worksheet_cells_reader(name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
            Err(error) => return Err(problem(&error, file_name)),
        };
        let mut current = 0;
        let mut content = 0_u64;
        let mut buffer: Vec<Cell> = Vec::new();
        // Only the reader is guarded: a failure of the row's taker is not the file's fault.
        while let Some(next) = guarded(file_name, || {
            cells
                .next_cell()
                .map_err(|error| problem(&error, file_name))
        })? {
            let (row, col) = next.get_position();
            if matches!(next.get_value(), DataRef::Empty) || col >= MAX_COLUMNS || row >= MAX_ROWS {
                continue;
            }
            let value = cell(next.get_value().clone());
            if value.is_empty() {
                continue;
            }
            if row != current && !buffer.is_empty() {
                content += 1;
                if content > limits.max_rows {
                    let why = format!("超过 {} 行", limits.max_rows);
                    return Err(kind::too_large(file_name, &why));
                }
                if on_row(current, &mut buffer).is_break() {
                    return Ok(());
                }
                buffer.clear();
            }
            current = row;
            let col = col as usize;
            if buffer.len() <= col {
                buffer.resize(col + 1, Cell::Empty);
            }
            buffer[col] = value;
        }
        if !buffer.is_empty() {
            // The last row; whether it breaks makes no difference any more.
            let _: ControlFlow<()> = on_row(current, &mut buffer);
        }
        Ok(())
    }
}

/// The text of a formula where the cell has one of its own; cells that share another's are as
/// circular as that one.
fn formula_text(formula: &XlsxFormulaMetadata) -> Option<&str> {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            Some(formula)
        }
        _ => None,
    }
}

/// A reader's failure as a problem.
fn problem(error: &XlsxError, file_name: &str) -> Problem {
    match error {
        XlsxError::Password => kind::encrypted(file_name),
        _ => kind::broken(file_name),
    }
}

fn cell(value: DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) => Cell::Number(number),
        DataRef::String(text) => text_cell(&text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Bool(value) => Cell::Bool(value),
        DataRef::DateTime(moment) => date_cell(moment),
        DataRef::DateTimeIso(text) => iso_cell(text),
        DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// Text with the escapes that XML needs for control characters resolved to nothing.
pub(crate) fn text_cell(text: &str) -> Cell {
    if text.is_empty() {
        Cell::Empty
    } else if text.contains('_') && text.contains("_x00") {
        Cell::Text(
            text.replace("_x000D_", "")
                .replace("_x000A_", "\n")
                .replace("_x0009_", "\t"),
        )
    } else {
        Cell::Text(text.to_owned())
    }
}

/// The serial numbers of 1900-01-01 to 9999-12-31 are days; anything else in a cell formatted as
/// a date is a number that got the wrong format (19750101 or an identity number).
pub(crate) fn date_cell(moment: calamine::ExcelDateTime) -> Cell {
    let serial = moment.as_f64();
    if moment.is_duration() || !(0.0..2_958_466.0).contains(&serial) {
        return Cell::Number(serial);
    }
    moment
        .as_datetime()
        .map_or(Cell::Number(serial), Cell::Date)
}

/// `2024-02-29T00:00:00`, as strict writers store dates.
pub(crate) fn iso_cell(text: String) -> Cell {
    let short = text.trim_end_matches('Z');
    let moment = short
        .parse::<NaiveDateTime>()
        .ok()
        .or_else(|| short.parse::<chrono::NaiveDate>().ok().map(Into::into));
    moment.map_or(Cell::Text(text), Cell::Date)
}
