//! The look of an xls: fonts, borders, widths, heights, drop-downs, print settings.
//!
//! The cell reader gives values only; a form that comes back without its look is not the
//! department's form any more.

use std::collections::HashMap;

use crate::sheet::{MAX_ROWS, Range};

use super::biff::{Data, records, workbook_stream};

mod rules;

/// The look of a workbook.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) fonts: Vec<Font>,
    /// Number formats that the workbook defines.
    pub(crate) codes: HashMap<u16, String>,
    pub(crate) formats: Vec<CellFormat>,
    /// Red, green, blue of the colours 8 to 63.
    pub(crate) palette: Vec<u32>,
    pub(crate) sheets: HashMap<String, SheetLayout>,
}

/// A font.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Font {
    pub(crate) name: String,
    /// Points.
    pub(crate) size: f64,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) underline: bool,
    pub(crate) colour: u16,
}

/// A cell format; numbers are those of [MS-XLS] 2.4.353.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct CellFormat {
    pub(crate) font: u16,
    pub(crate) number: u16,
    pub(crate) align: u8,
    pub(crate) vertical: u8,
    pub(crate) wrap: bool,
    pub(crate) shrink: bool,
    pub(crate) rotation: u8,
    /// Line styles: left, right, top, bottom.
    pub(crate) borders: [u8; 4],
    pub(crate) pattern: u8,
    pub(crate) fore: u16,
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
    pub(crate) landscape: bool,
    pub(crate) paper: Option<u8>,
    pub(crate) print_area: Option<Range>,
    /// Rows above which the sheet is frozen, and columns.
    pub(crate) frozen: Option<(u16, u16)>,
    pub(crate) rules: Vec<Rule>,
}

/// A drop-down list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) ranges: Vec<Range>,
    pub(crate) choices: Choices,
}

/// What a drop-down offers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Choices {
    /// The values themselves.
    Values(Vec<String>),
    /// The cells that hold them, as a formula.
    Cells(String),
}

/// Formats that are kept per sheet; real forms have some thousand.
const MAX_CELLS: usize = 1_000_000;

/// Reads the look; `None` when the stream cannot be taken apart, and then values must do.
pub(crate) fn read(bytes: &[u8]) -> Option<Layout> {
    let stream = workbook_stream(bytes)?;
    let mut layout = Layout::default();
    let mut sheets: Vec<(usize, String)> = Vec::new();
    let mut references = rules::References::default();
    for record in records(&stream, 0) {
        let data = record.data;
        match record.kind {
            0x0031 => layout.fonts.push(font(data)?),
            0x041E => {
                layout.codes.insert(data.u16(0)?, data.string(2)?.0);
            }
            0x00E0 => layout.formats.push(cell_format(data)?),
            0x0092 => layout.palette = palette(data),
            0x0085 => sheets.push((data.u32(0)? as usize, data.short_string(6)?.0)),
            0x0017 => references.take_sheets(data),
            0x0018 => references.take_name(data),
            0x000A => break,
            _ => {}
        }
    }
    references.sheets = sheets.iter().map(|(_, name)| name.clone()).collect();
    for (index, (start, name)) in sheets.into_iter().enumerate() {
        let mut sheet = SheetLayout::default();
        read_sheet(&stream, start, &references, &mut sheet);
        sheet.print_area = references.print_area(index);
        layout.sheets.insert(name, sheet);
    }
    Some(layout)
}

/// What has to be known of an xls before its cells are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Whether it opens with a password only.
    pub(crate) is_encrypted: bool,
    /// Whether a sheet declares an extent that no sheet has. The cell reader reserves memory for
    /// all cells of an extent at once.
    pub(crate) is_impossible: bool,
}

/// Looks through the records of an xls.
pub(crate) fn survey(bytes: &[u8]) -> Survey {
    let mut survey = Survey::default();
    let Some(stream) = workbook_stream(bytes) else {
        return survey;
    };
    for (place, record) in records(&stream, 0).enumerate() {
        let data = record.data;
        match record.kind {
            // It is the second record, or close to it; what follows cannot be read any more.
            0x002F if place < 8 => {
                survey.is_encrypted = data.u16(0) != Some(0) || data.0.len() > 4;
                return survey;
            }
            0x0200 if data.0.len() >= 14 => {
                let possible = data.u32(4).is_some_and(|rows| rows <= 65_536)
                    && data.u16(10).is_some_and(|columns| columns <= 256);
                survey.is_impossible |= !possible;
            }
            _ => {}
        }
    }
    survey
}

fn read_sheet(
    stream: &[u8],
    start: usize,
    references: &rules::References,
    sheet: &mut SheetLayout,
) {
    let mut depth = 0;
    let mut frozen = false;
    for record in records(stream, start) {
        match record.kind {
            0x0809 => depth += 1,
            0x000A => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            // What is embedded (charts) has records of its own.
            _ if depth != 1 => {}
            0x023E => frozen = record.data.u16(0).is_some_and(|flags| flags & 0x0008 != 0),
            0x0041 if frozen => {
                sheet.frozen = record.data.u16(2).zip(record.data.u16(0));
            }
            kind => {
                // A record that is too short says nothing.
                let _ = take_sheet_record(kind, record.data, references, sheet);
            }
        }
    }
}

fn take_sheet_record(
    kind: u16,
    data: Data<'_>,
    references: &rules::References,
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
        // Heights that follow from the font are left to the program.
        0x0208 if data.u32(12)? & 0x40 != 0 => {
            sheet
                .heights
                .push((data.u16(0)?, f64::from(data.u16(6)? & 0x7FFF) / 20.0));
        }
        0x00A1 => {
            let flags = data.u16(10)?;
            if flags & 0x0004 == 0 {
                sheet.landscape = flags & 0x0002 == 0;
                sheet.paper = u8::try_from(data.u16(0)?).ok();
            }
        }
        0x01BE => sheet.rules.extend(references.rule(data)),
        // Cells of all types start with row, column, format.
        0x0201 | 0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x00FD | 0x00D6 | 0x027E => {
            push_cell(sheet, data.u16(0)?, data.u16(2)?, data.u16(4)?);
        }
        // Runs of blank cells and of short numbers.
        0x00BE => push_run(sheet, data, 2),
        0x00BD => push_run(sheet, data, 6),
        _ => {}
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

fn font(data: Data<'_>) -> Option<Font> {
    let flags = data.u16(2)?;
    Some(Font {
        name: data.short_string(14)?.0,
        size: f64::from(data.u16(0)?) / 20.0,
        bold: data.u16(6)? >= 600,
        italic: flags & 2 != 0,
        underline: data.u8(10)? != 0,
        colour: data.u16(4)?,
    })
}

fn cell_format(data: Data<'_>) -> Option<CellFormat> {
    let align = data.u8(6)?;
    let sides = data.u32(10)?;
    let side = |at: u32| u8::try_from((sides >> at) & 0xF).unwrap_or(0);
    Some(CellFormat {
        font: data.u16(0)?,
        number: data.u16(2)?,
        align: align & 7,
        wrap: align & 8 != 0,
        vertical: (align >> 4) & 7,
        rotation: data.u8(7)?,
        shrink: data.u8(8)? & 0x10 != 0,
        borders: [side(0), side(4), side(8), side(12)],
        pattern: u8::try_from(data.u32(14)? >> 26).unwrap_or(0),
        fore: data.u16(18)? & 0x7F,
    })
}

fn palette(data: Data<'_>) -> Vec<u32> {
    let count = usize::from(data.u16(0).unwrap_or(0));
    (0..count)
        .map_while(|place| {
            let at = 2 + place * 4;
            let (red, green, blue) = (data.u8(at)?, data.u8(at + 1)?, data.u8(at + 2)?);
            Some(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue))
        })
        .collect()
}

impl Layout {
    /// Red, green and blue of a colour; `None` where the program chooses.
    pub(crate) fn colour(&self, index: u16) -> Option<u32> {
        let index = usize::from(index);
        match index {
            0..8 => STANDARD.get(index).copied(),
            8..64 => self
                .palette
                .get(index - 8)
                .or_else(|| STANDARD.get(index - 8))
                .copied(),
            _ => None,
        }
    }

    /// The font of a format; number 4 was never given out.
    pub(crate) fn font(&self, index: u16) -> Option<&Font> {
        self.fonts
            .get(usize::from(if index > 4 { index - 1 } else { index }))
    }
}

/// The palette of workbooks that bring none ([MS-XLS] 2.5.161).
const STANDARD: [u32; 56] = [
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000,
    0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366,
    0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00,
    0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF, 0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99,
    0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900,
    0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366,
    0x333399, 0x333333,
];

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
