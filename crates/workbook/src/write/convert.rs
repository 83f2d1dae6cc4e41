//! An old workbook or a csv as an xlsx of the same look.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use calamine::{Reader, Xls};
use catalog::problem::Problem;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError,
};

use crate::cell::Cell;
use crate::kind::{self, FileKind};
use crate::limits::Limits;
use crate::read::guarded;
use crate::sheet::{MAX_COLUMNS, Sheet};
use crate::xls::layout::{self, Check, Layout, SheetLayout};

use super::table::sheet_name;

mod checks;
mod format;
mod frame;

/// Builds the xlsx.
///
/// # Errors
/// As [`crate::read()`].
pub(super) fn to_xlsx(original: &[u8], file_name: &str) -> Result<Vec<u8>, Problem> {
    let book = crate::read(original, file_name, &Limits::default())?;
    let is_xls = kind::recognise(original, file_name)? == FileKind::Ole;
    let layout = if is_xls {
        layout::read(original).unwrap_or_default()
    } else {
        Layout::default()
    };
    let formulas = if is_xls {
        guarded(file_name, || Ok(formulas(original)))?
    } else {
        Formulas::new()
    };
    let mut builder = Builder {
        formats: format::formats(&layout),
        layout,
        formulas,
    };
    builder
        .build(&book.sheets)
        .map_err(|_| kind::broken(file_name))
}

/// Texts of formulas by sheet and place.
type Formulas = HashMap<String, BTreeMap<(u32, u32), String>>;

fn formulas(original: &[u8]) -> Formulas {
    let Ok(mut xls) = Xls::new(Cursor::new(original)) else {
        return Formulas::new();
    };
    let mut all = Formulas::new();
    for name in xls.sheet_names() {
        let Ok(found) = xls.worksheet_formula(&name) else {
            continue;
        };
        let (top, left) = found.start().unwrap_or_default();
        let place = |row: usize, col: usize| {
            (
                top + u32::try_from(row).unwrap_or(0),
                left + u32::try_from(col).unwrap_or(0),
            )
        };
        let of_sheet = found
            .used_cells()
            .filter(|(.., text)| !text.is_empty())
            .map(|(row, col, text)| (place(row, col), text.clone()))
            .collect();
        all.insert(name, of_sheet);
    }
    all
}

struct Builder {
    layout: Layout,
    formats: Vec<Format>,
    formulas: Formulas,
}

impl Builder {
    fn build(&mut self, sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        self.set_plain_look(&mut workbook, sheets);
        // A fixed time keeps the same input giving the same bytes.
        let time = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&time));
        let shown = |index: &usize| sheets.get(*index).is_some_and(|sheet| !sheet.hidden);
        let active = Some(self.layout.active)
            .filter(shown)
            .or_else(|| (0..sheets.len()).find(shown))
            .unwrap_or(0);
        let lost = self.lost_sheets(sheets);
        for (index, sheet) in sheets.iter().enumerate() {
            let default = SheetLayout::default();
            let look = self.layout.sheets.get(&sheet.name).unwrap_or(&default);
            let worksheet = workbook.add_worksheet();
            worksheet.set_name(sheet_name(&sheet.name, 1))?;
            if index == active {
                worksheet.set_active(true);
            } else if look.very_hidden {
                worksheet.set_very_hidden(true);
            } else if sheet.hidden {
                worksheet.set_hidden(true);
            }
            self.frame(worksheet, sheet, look)?;
            for rule in &look.rules {
                let speaks_of = match &rule.check {
                    Check::Cells(text, _) | Check::Formula(text) => text.as_str(),
                    _ => "",
                };
                if !mentions(speaks_of, &lost) {
                    // A check that cannot be said must not cost the whole form.
                    let _ = checks::add(worksheet, rule);
                }
            }
            self.cells(worksheet, sheet, look, &lost)?;
        }
        self.name_cells(&mut workbook, &lost);
        workbook.save_to_buffer()
    }

    /// Sheets that hold no cells (charts, old macros) do not come along; with their `!`.
    fn lost_sheets(&self, sheets: &[Sheet]) -> Vec<String> {
        let all = self.layout.sheets.keys();
        all.filter(|name| !sheets.iter().any(|sheet| sheet.name == **name))
            .map(|name| format!("'{}'!", name.replace('\'', "''")))
            .collect()
    }

    fn name_cells(&self, workbook: &mut Workbook, lost: &[String]) {
        for name in &self.layout.names {
            let full = match &name.sheet {
                Some(sheet) => format!("'{}'!{}", sheet.replace('\'', "''"), name.name),
                None => name.name.clone(),
            };
            if !mentions(&full, lost) && !mentions(&name.formula, lost) {
                // Names that newer programs refuse are left out.
                let _ = workbook.define_name(full, &format!("={}", name.formula));
            }
        }
    }

    /// The look of cells that have none of their own.
    fn set_plain_look(&self, workbook: &mut Workbook, sheets: &[Sheet]) {
        let first = sheets
            .first()
            .and_then(|sheet| self.layout.sheets.get(&sheet.name));
        let (Some(font), Some(sheet)) = (self.layout.font(0), first) else {
            return;
        };
        let format = Format::new()
            .set_font_name(font.name.as_str())
            .set_font_size(font.size);
        // A point is 4/3 of a pixel; no row is higher than 409 points.
        let points = sheet.default_height.unwrap_or(15.0).clamp(0.0, 409.0);
        let pixels = (points * 4.0 / 3.0).round() as u32;
        // 64 pixels is the standard width; a look that the writer refuses is left out.
        let _ = workbook.set_default_format(&format, pixels, 64);
    }

    fn cells(
        &self,
        worksheet: &mut Worksheet,
        sheet: &Sheet,
        look: &SheetLayout,
        lost: &[String],
    ) -> Result<(), XlsxError> {
        let plain = Format::new();
        let formats: BTreeMap<(u32, u32), &Format> = look
            .cells
            .iter()
            .filter_map(|(row, col, format)| {
                Some((
                    (u32::from(*row), u32::from(*col)),
                    self.formats.get(usize::from(*format))?,
                ))
            })
            .collect();
        let runs: HashMap<(u32, u32), &[(u16, u16)]> = look
            .strings
            .iter()
            .filter_map(|(row, col, number)| {
                let runs = self.layout.runs.get(number)?;
                Some(((u32::from(*row), u32::from(*col)), runs.as_slice()))
            })
            .collect();
        let format_at = |row: u32, col: u32| formats.get(&(row, col)).copied().unwrap_or(&plain);
        for range in &sheet.merges {
            let format = format_at(range.first_row, range.first_col);
            // Ranges that overlap cannot be said in an xlsx; the first one stays.
            let _ = worksheet.merge_range(
                range.first_row,
                column(range.first_col),
                range.last_row,
                column(range.last_col),
                "",
                format,
            );
        }
        for ((row, col), format) in &formats {
            if *col < MAX_COLUMNS {
                worksheet.write_blank(*row, column(*col), format)?;
            }
        }
        for (row, cells) in sheet.used_rows() {
            for (col, cell) in cells {
                let (place, format) = ((row, column(*col)), format_at(row, *col));
                match (cell, runs.get(&(row, *col))) {
                    (Cell::Text(text), Some(runs)) => {
                        self.write_rich(worksheet, place, text, runs, format)?;
                    }
                    _ => write_cell(worksheet, place, cell, format)?,
                }
            }
        }
        for ((row, col), text) in self.formulas_of(sheet, look, lost) {
            let formula = Formula::new(text).set_result(sheet.text(row, col));
            worksheet.write_formula_with_format(row, column(col), formula, format_at(row, col))?;
        }
        Ok(())
    }

    /// Formulas of a sheet: those understood here, and of others those that stay in their sheet,
    /// because the cell reader mixes sheets up. All others keep their value only.
    fn formulas_of<'a>(
        &'a self,
        sheet: &Sheet,
        look: &'a SheetLayout,
        lost: &[String],
    ) -> BTreeMap<(u32, u32), &'a str> {
        let read = self.formulas.get(&sheet.name).into_iter().flatten();
        let read = read.filter(|(_, text)| !text.contains('!'));
        read.chain(&look.formulas)
            .filter(|(_, text)| !mentions(text, lost))
            .map(|(place, text)| (*place, text.as_str()))
            .collect()
    }

    /// A text of which parts have fonts of their own (a red star behind a title).
    fn write_rich(
        &self,
        worksheet: &mut Worksheet,
        (row, col): (u32, u16),
        text: &str,
        runs: &[(u16, u16)],
        format: &Format,
    ) -> Result<(), XlsxError> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut parts: Vec<(Format, String)> = Vec::new();
        let first = runs.first().map_or(units.len(), |run| usize::from(run.0));
        let mut push = |format: Format, from: usize, to: usize| {
            let part = units.get(from..to.min(units.len())).unwrap_or_default();
            if !part.is_empty() {
                parts.push((format, String::from_utf16_lossy(part)));
            }
        };
        push(format.clone(), 0, first);
        for (place, (start, font)) in runs.iter().enumerate() {
            let end = runs
                .get(place + 1)
                .map_or(units.len(), |run| usize::from(run.0));
            let font = self.layout.font(*font);
            let of_run = font.map_or_else(Format::new, |font| {
                format::with_font(Format::new(), &self.layout, font)
            });
            push(of_run, usize::from(*start), end);
        }
        let parts: Vec<(&Format, &str)> = parts
            .iter()
            .map(|(format, part)| (format, part.as_str()))
            .collect();
        if worksheet
            .write_rich_string_with_format(row, col, &parts, format)
            .is_err()
        {
            worksheet.write_string_with_format(row, col, text, format)?;
        }
        Ok(())
    }
}

/// Whether a formula speaks of a sheet that does not come along.
fn mentions(formula: &str, lost: &[String]) -> bool {
    lost.iter().any(|sheet| formula.contains(sheet.as_str()))
}

fn write_cell(
    worksheet: &mut Worksheet,
    (row, col): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let text: String = text.chars().take(32_767).collect();
            worksheet.write_string_with_format(row, col, text, format)?;
        }
        Cell::Number(number) if number.is_finite() => {
            worksheet.write_number_with_format(row, col, *number, format)?;
        }
        Cell::Bool(value) => {
            worksheet.write_boolean_with_format(row, col, *value, format)?;
        }
        Cell::Date(moment) => {
            worksheet.write_datetime_with_format(row, col, *moment, format)?;
        }
        Cell::Number(_) | Cell::Error(_) => {
            worksheet.write_string_with_format(row, col, cell.text(), format)?;
        }
    }
    Ok(())
}

/// Columns of both formats fit; sheets in memory end at the same column.
fn column(col: u32) -> u16 {
    u16::try_from(col).unwrap_or(u16::MAX)
}
