//! An old workbook or a csv as an xlsx of the same look.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Reader, Xls};
use catalog::problem::Problem;
use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, FormatPattern, FormatUnderline,
    Formula, Workbook, Worksheet, XlsxError,
};

use crate::cell::Cell;
use crate::kind::{self, FileKind};
use crate::limits::Limits;
use crate::read::guarded;
use crate::sheet::{MAX_COLUMNS, Sheet};
use crate::xls::layout::{self, CellFormat, Choices, Layout, SheetLayout};

use super::table::sheet_name;

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
        formats: formats(&layout),
        layout,
        formulas,
    };
    builder
        .build(&book.sheets)
        .map_err(|_| kind::broken(file_name))
}

/// Texts of formulas by sheet and place.
type Formulas = HashMap<String, HashMap<(u32, u32), String>>;

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
        let active = sheets.iter().position(|sheet| !sheet.hidden).unwrap_or(0);
        for (index, sheet) in sheets.iter().enumerate() {
            let worksheet = workbook.add_worksheet();
            worksheet.set_name(sheet_name(&sheet.name, 1))?;
            if index == active {
                worksheet.set_active(true);
            } else if sheet.hidden {
                worksheet.set_hidden(true);
            }
            let default = SheetLayout::default();
            let look = self.layout.sheets.get(&sheet.name).unwrap_or(&default);
            self.frame(worksheet, sheet, look)?;
            self.cells(worksheet, sheet, look)?;
        }
        workbook.save_to_buffer()
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

    /// Everything but the cells.
    fn frame(
        &self,
        worksheet: &mut Worksheet,
        sheet: &Sheet,
        look: &SheetLayout,
    ) -> Result<(), XlsxError> {
        if let Some(width) = look.default_width {
            for col in 0..sheet.columns.min(256) {
                worksheet.set_column_width(column(col), width)?;
            }
        }
        for (first, last, width, hidden, format) in &look.columns {
            let Some(cell_format) = self.formats.get(usize::from(*format)) else {
                continue;
            };
            for col in *first..=*last {
                // Both formats store the room of a cell's padding, the writer adds it by itself.
                worksheet.set_column_width(col, (*width - 0.71).max(0.0))?;
                if self.is_marked(*format) {
                    worksheet.set_column_format(col, cell_format)?;
                }
                if *hidden {
                    worksheet.set_column_hidden(col)?;
                }
            }
        }
        for (row, height) in &look.heights {
            worksheet.set_row_height(u32::from(*row), *height)?;
        }
        if look.landscape {
            worksheet.set_landscape();
        }
        if let Some(paper) = look.paper {
            worksheet.set_paper_size(paper);
        }
        if let Some(area) = &look.print_area {
            worksheet.set_print_area(
                area.first_row,
                column(area.first_col),
                area.last_row,
                column(area.last_col),
            )?;
        }
        if let Some((rows, columns)) = look.frozen {
            worksheet.set_freeze_panes(u32::from(rows), columns)?;
        }
        for rule in &look.rules {
            let validation = match &rule.choices {
                Choices::Values(values) => DataValidation::new().allow_list_strings(values)?,
                Choices::Cells(formula) => {
                    DataValidation::new().allow_list_formula(Formula::new(formula))
                }
            };
            for range in &rule.ranges {
                worksheet.add_data_validation(
                    range.first_row,
                    column(range.first_col),
                    range.last_row,
                    column(range.last_col),
                    &validation,
                )?;
            }
        }
        Ok(())
    }

    /// A format other than the workbook's plain one.
    fn is_marked(&self, format: u16) -> bool {
        // The first cell format after the fifteen style formats is the plain one.
        format > 15
    }

    fn cells(
        &self,
        worksheet: &mut Worksheet,
        sheet: &Sheet,
        look: &SheetLayout,
    ) -> Result<(), XlsxError> {
        let plain = Format::new();
        let formats: HashMap<(u32, u32), &Format> = look
            .cells
            .iter()
            .filter_map(|(row, col, format)| {
                Some((
                    (u32::from(*row), u32::from(*col)),
                    self.formats.get(usize::from(*format))?,
                ))
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
                write_cell(worksheet, (row, column(*col)), cell, format_at(row, *col))?;
            }
        }
        for ((row, col), text) in self.formulas.get(&sheet.name).into_iter().flatten() {
            let formula = Formula::new(text).set_result(sheet.text(*row, *col));
            worksheet.write_formula_with_format(
                *row,
                column(*col),
                formula,
                format_at(*row, *col),
            )?;
        }
        Ok(())
    }
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

fn formats(layout: &Layout) -> Vec<Format> {
    layout
        .formats
        .iter()
        .map(|facts| format(layout, facts))
        .collect()
}

fn format(layout: &Layout, facts: &CellFormat) -> Format {
    let mut format = Format::new();
    if let Some(font) = layout.font(facts.font) {
        format = format
            .set_font_name(font.name.as_str())
            .set_font_size(font.size);
        if font.bold {
            format = format.set_bold();
        }
        if font.italic {
            format = format.set_italic();
        }
        if font.underline {
            format = format.set_underline(FormatUnderline::Single);
        }
        if let Some(colour) = layout.colour(font.colour) {
            format = format.set_font_color(Color::RGB(colour));
        }
    }
    format = match (layout.codes.get(&facts.number), u8::try_from(facts.number)) {
        (Some(code), _) if code.eq_ignore_ascii_case("general") => format,
        (Some(code), _) => format.set_num_format(code.as_str()),
        (None, Ok(number)) => format.set_num_format_index(number),
        (None, Err(_)) => format,
    };
    for align in [horizontal(facts.align), vertical(facts.vertical)]
        .into_iter()
        .flatten()
    {
        format = format.set_align(align);
    }
    if facts.wrap {
        format = format.set_text_wrap();
    }
    if facts.shrink {
        format = format.set_shrink();
    }
    format = match facts.rotation {
        angle @ 1..=90 => format.set_rotation(i16::from(angle)),
        angle @ 91..=180 => format.set_rotation(90 - i16::from(angle)),
        // Text from top to bottom.
        255 => format.set_rotation(270),
        _ => format,
    };
    let [left, right, top, bottom] = facts.borders.map(border);
    format = format
        .set_border_left(left)
        .set_border_right(right)
        .set_border_top(top)
        .set_border_bottom(bottom);
    if facts.pattern == 1
        && let Some(colour) = layout.colour(facts.fore)
    {
        format = format
            .set_pattern(FormatPattern::Solid)
            .set_background_color(Color::RGB(colour));
    }
    format
}

fn horizontal(align: u8) -> Option<FormatAlign> {
    Some(match align {
        1 => FormatAlign::Left,
        2 => FormatAlign::Center,
        3 => FormatAlign::Right,
        4 => FormatAlign::Fill,
        5 => FormatAlign::Justify,
        6 => FormatAlign::CenterAcross,
        7 => FormatAlign::Distributed,
        _ => return None,
    })
}

fn vertical(align: u8) -> Option<FormatAlign> {
    Some(match align {
        0 => FormatAlign::Top,
        1 => FormatAlign::VerticalCenter,
        3 => FormatAlign::VerticalJustify,
        4 => FormatAlign::VerticalDistributed,
        _ => return None,
    })
}

fn border(style: u8) -> FormatBorder {
    match style {
        1 => FormatBorder::Thin,
        2 => FormatBorder::Medium,
        3 => FormatBorder::Dashed,
        4 => FormatBorder::Dotted,
        5 => FormatBorder::Thick,
        6 => FormatBorder::Double,
        7 => FormatBorder::Hair,
        8 => FormatBorder::MediumDashed,
        9 => FormatBorder::DashDot,
        10 => FormatBorder::MediumDashDot,
        11 => FormatBorder::DashDotDot,
        12 => FormatBorder::MediumDashDotDot,
        13 => FormatBorder::SlantDashDot,
        _ => FormatBorder::None,
    }
}
