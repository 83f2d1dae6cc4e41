//! The look of an xls: fonts, borders, widths, heights, drop-downs, print settings.
//!
//! The cell reader gives values only; a form that comes back without its look is not the
//! department's form any more.

use std::collections::{BTreeMap, HashMap};

use crate::sheet::{MAX_ROWS, Range};

use super::biff::{Data, records, workbook_stream};

mod comments;
mod computed;
mod format;
mod formula;
mod names;
mod page;
mod rich;
mod rules;
mod survey;

pub(crate) use comments::Comment;
pub(crate) use format::{CellFormat, Font};
pub(crate) use names::Name;
pub(crate) use page::{Page, View};
pub(crate) use rich::Runs;
pub(crate) use rules::{Check, Measure, Rule};
pub(crate) use survey::survey;

/// The look of a workbook.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) fonts: Vec<Font>,
    /// Number formats that the workbook defines.
    pub(crate) codes: HashMap<u16, String>,
    pub(crate) formats: Vec<CellFormat>,
    /// Red, green, blue of the colours 8 to 63.
    pub(crate) palette: Vec<u32>,
    /// Fonts within the shared strings.
    pub(crate) runs: Runs,
    /// Names that people gave to cells.
    pub(crate) names: Vec<Name>,
    /// Whether formulas of cells read other files; names that nobody uses may, too.
    pub(crate) is_linked: bool,
    /// Place of the sheet that is shown first.
    pub(crate) active: usize,
    pub(crate) sheets: HashMap<String, SheetLayout>,
}

/// The look of a sheet.
#[derive(Debug, Default)]
pub(crate) struct SheetLayout {
    /// First column, last column, width in characters, hidden, format.
    pub(crate) columns: Vec<(u16, u16, f64, bool, u16)>,
    /// Characters of columns that say nothing themselves.
    pub(crate) default_width: Option<f64>,
    /// Height in points of rows that say nothing themselves.
    pub(crate) default_height: Option<f64>,
    /// Row, height in points.
    pub(crate) heights: Vec<(u16, f64)>,
    /// Row, column, format.
    pub(crate) cells: Vec<(u16, u16, u16)>,
    /// Rows that are hidden.
    pub(crate) hidden_rows: Vec<u16>,
    /// Row, format of what it has no cells for.
    pub(crate) row_formats: Vec<(u16, u16)>,
    /// Row, column, number of the shared string.
    pub(crate) strings: Vec<(u16, u16, u32)>,
    pub(crate) page: Page,
    pub(crate) view: View,
    pub(crate) print_area: Option<Range>,
    /// Rows and columns that are printed on every page.
    pub(crate) print_titles: Vec<Range>,
    /// Range in which rows are filtered.
    pub(crate) filter: Option<Range>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) comments: Vec<Comment>,
    /// Texts of formulas, as far as they are understood, without `=`.
    pub(crate) formulas: BTreeMap<(u32, u32), String>,
    /// Whether a formula reads another file.
    is_linked: bool,
    pub(crate) protected: bool,
    /// Hidden so that only a program shows it again.
    pub(crate) very_hidden: bool,
}

/// Characters that a column is wider than its text, in widths that count it.
pub(crate) const PADDING: f64 = 0.71;

/// Formats that are kept per sheet; real forms have some thousand.
const MAX_CELLS: usize = 1_000_000;

/// Reads the look; `None` when the stream cannot be taken apart, and then values must do.
pub(crate) fn read(bytes: &[u8]) -> Option<Layout> {
    let stream = workbook_stream(bytes)?;
    let mut layout = Layout::default();
    let mut sheets: Vec<SheetStart> = Vec::new();
    let mut references = names::References::default();
    let mut strings: Vec<Data<'_>> = Vec::new();
    let mut before = 0;
    for record in records(&stream, 0) {
        let data = record.data;
        match record.kind {
            0x0031 => layout.fonts.push(format::font(data)?),
            0x041E => {
                layout.codes.insert(data.u16(0)?, data.string(2)?.0);
            }
            0x00E0 => layout.formats.push(format::cell_format(data)?),
            0x0092 => layout.palette = format::palette(data),
            0x0085 => sheets.push(SheetStart::read(data)?),
            0x01AE => references.take_book(data),
            0x0017 => references.take_sheets(data),
            0x0018 => references.take_name(data),
            0x003D => layout.active = usize::from(data.u16(10).unwrap_or(0)),
            0x00FC => strings.push(data),
            // Shared strings go on in further records.
            0x003C if before == 0x00FC => {
                strings.push(data);
                continue;
            }
            0x000A => break,
            _ => {}
        }
        before = record.kind;
    }
    layout.runs = rich::runs(&strings);
    references.sheets = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    layout.names = references.given();
    for (index, start) in sheets.into_iter().enumerate() {
        let mut sheet = SheetLayout {
            very_hidden: start.very_hidden,
            print_area: references.print_area(index),
            print_titles: references.print_titles(index),
            filter: references.filter(index),
            ..SheetLayout::default()
        };
        read_sheet(&stream, start.at, &references, &mut sheet);
        layout.is_linked |= sheet.is_linked;
        layout.sheets.insert(start.name, sheet);
    }
    Some(layout)
}

/// Where a sheet starts.
struct SheetStart {
    at: usize,
    name: String,
    very_hidden: bool,
}

impl SheetStart {
    fn read(data: Data<'_>) -> Option<Self> {
        Some(Self {
            at: data.u32(0)? as usize,
            very_hidden: data.u8(4)? & 3 == 2,
            name: data.short_string(6)?.0,
        })
    }
}

fn read_sheet(
    stream: &[u8],
    start: usize,
    references: &names::References,
    sheet: &mut SheetLayout,
) {
    let mut depth = 0;
    let mut drawn = comments::Drawn::default();
    let mut computed = computed::Computed::default();
    for record in records(stream, start) {
        match record.kind {
            0x0809 => depth += 1,
            0x000A => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            // What is embedded (charts) has records of its own.
            _ if depth != 1 => {}
            kind => {
                drawn.take(kind, record.data);
                // A record that is too short says nothing.
                let _ = computed.take(kind, record.data);
                let _ = take_sheet_record(kind, record.data, references, sheet);
            }
        }
    }
    sheet.comments = drawn.finish();
    sheet.is_linked = computed.reads_outside(references);
    sheet.formulas = computed.finish(references);
}

fn take_sheet_record(
    kind: u16,
    data: Data<'_>,
    references: &names::References,
    sheet: &mut SheetLayout,
) -> Option<()> {
    match kind {
        0x007D => sheet.columns.push((
            data.u16(0)?,
            data.u16(2)?.min(255),
            f64::from(data.u16(4)?) / 256.0,
            data.u16(8)? & 1 != 0,
            data.u16(6)?,
        )),
        0x0225 => sheet.default_height = Some(f64::from(data.u16(2)? & 0x7FFF) / 20.0),
        0x0055 => sheet.default_width = Some(f64::from(data.u16(0)?)),
        0x0099 => sheet.default_width = Some(f64::from(data.u16(0)?) / 256.0 - PADDING),
        0x0208 => take_row(sheet, data)?,
        0x0012 => sheet.protected = data.u16(0)? != 0,
        0x01BE => sheet.rules.extend(references.rule(data)),
        0x00FD => {
            let place = (data.u16(0)?, data.u16(2)?);
            push_cell(sheet, place.0, place.1, data.u16(4)?);
            if sheet.strings.len() < MAX_CELLS {
                sheet.strings.push((place.0, place.1, data.u32(6)?));
            }
        }
        // Cells of all types start with row, column, format.
        0x0201 | 0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x00D6 | 0x027E => {
            push_cell(sheet, data.u16(0)?, data.u16(2)?, data.u16(4)?);
        }
        // Runs of blank cells and of short numbers.
        0x00BE => push_run(sheet, data, 2),
        0x00BD => push_run(sheet, data, 6),
        _ => {
            sheet.page.take(kind, data)?;
            sheet.view.take(kind, data)?;
        }
    }
    Some(())
}

fn take_row(sheet: &mut SheetLayout, data: Data<'_>) -> Option<()> {
    let (row, flags) = (data.u16(0)?, data.u32(12)?);
    // Heights that follow from the font are left to the program.
    if flags & 0x40 != 0 {
        let height = f64::from(data.u16(6)? & 0x7FFF) / 20.0;
        sheet.heights.push((row, height));
    }
    if flags & 0x20 != 0 {
        sheet.hidden_rows.push(row);
    }
    if flags & 0x80 != 0 {
        let format = u16::try_from(flags >> 16 & 0x0FFF).unwrap_or(0);
        sheet.row_formats.push((row, format));
    }
    Some(())
}

fn push_cell(sheet: &mut SheetLayout, row: u16, col: u16, format: u16) {
    if sheet.cells.len() < MAX_CELLS {
        sheet.cells.push((row, col, format));
    }
}

fn push_run(sheet: &mut SheetLayout, data: Data<'_>, size: usize) {
    let (Some(row), Some(first)) = (data.u16(0), data.u16(2)) else {
        return;
    };
    let count = data.0.len().saturating_sub(6) / size;
    for place in 0..count {
        if let (Some(format), Ok(offset)) = (data.u16(4 + place * size), u16::try_from(place)) {
            push_cell(sheet, row, first.saturating_add(offset), format);
        }
    }
}

/// A range of the old format, whose sheets end at row 65,536; one that reaches the end means all
/// rows.
fn range(data: Data<'_>, at: usize) -> Option<Range> {
    let last_row = u32::from(data.u16(at + 2)?);
    Some(Range {
        first_row: u32::from(data.u16(at)?),
        last_row: if last_row == 65_535 {
            MAX_ROWS - 1
        } else {
            last_row
        },
        first_col: u32::from(data.u16(at + 4)? & 0x3FFF),
        last_col: u32::from(data.u16(at + 6)? & 0x3FFF),
    })
}
