//! A plain new xlsx, written row by row.

use std::io::{Cursor, Write};

use catalog::problem::{Problem, ProblemKind};
use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::cell::Cell;
use crate::sheet::MAX_ROWS;

/// Longest text that a cell of a spreadsheet holds.
const LONGEST_TEXT: usize = 32_767;

/// The style of titles.
const HEADER: u32 = 1;
/// The style of text.
const TEXT: u32 = 2;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Style 0 is for numbers, style 1 the header (bold, on grey), style 2 text that stays text when
/// edited.
const STYLES: &str = "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"宋体\"/></font><font><b/><sz val=\"11\"/><name val=\"宋体\"/></font></fonts><fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFEDEDED\"/></patternFill></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"49\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\"/><xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs><cellStyles count=\"1\"><cellStyle name=\"常规\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// Writes a new xlsx of text cells with a frozen bold header.
///
/// Rows are written as they come, so only the packed file is held in memory. More rows than a
/// sheet holds go on in further sheets under the same header. The same rows give the same bytes.
///
/// # Errors
/// `workbook-write` when the file cannot be put together.
pub fn table(
    sheet: &str,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<Vec<u8>, Problem> {
    let cells = rows.map(|row| row.into_iter().map(Cell::Text).collect());
    table_of_cells(sheet, header, cells)
}

/// The same with cells that are numbers where they hold numbers, so that a reader can go on
/// calculating with them. All other cells are text.
///
/// # Errors
/// As [`table`].
pub fn table_of_cells(
    sheet: &str,
    header: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<Vec<u8>, Problem> {
    write(sheet, header, rows).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "workbook-write",
            "生成表格文件失败，请重试；仍然失败请联系管理员。",
        )
    })
}

fn write(
    sheet: &str,
    header: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = TableWriter {
        zip: ZipWriter::new(Cursor::new(Vec::new())),
        sheets: 0,
        row: 0,
        line: String::new(),
    };
    writer.open_sheet(header)?;
    for row in rows {
        if writer.row >= MAX_ROWS {
            writer.close_sheet()?;
            writer.open_sheet(header)?;
        }
        writer.row(&row, TEXT)?;
    }
    writer.close_sheet()?;
    writer.finish(sheet)
}

struct TableWriter {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    sheets: u32,
    /// Rows written to the current sheet.
    row: u32,
    line: String,
}

impl TableWriter {
    fn part(&mut self, name: &str) -> zip::result::ZipResult<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.zip.start_file(name, options)
    }

    fn open_sheet(&mut self, header: &[&str]) -> zip::result::ZipResult<()> {
        self.sheets += 1;
        self.row = 0;
        self.part(&format!("xl/worksheets/sheet{}.xml", self.sheets))?;
        let mut start = format!(
            "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
        );
        if !header.is_empty() {
            start.push_str("<cols>");
            for (title, col) in header.iter().zip(1..) {
                // A Chinese character takes the room of two digits.
                let width = (title.chars().count() * 2 + 4).clamp(10, 60);
                start.push_str(&format!("<col min=\"{col}\" max=\"{col}\" width=\"{width}\" customWidth=\"1\" style=\"2\"/>"));
            }
            start.push_str("</cols>");
        }
        start.push_str("<sheetData>");
        self.zip.write_all(start.as_bytes())?;
        let titles: Vec<Cell> = header
            .iter()
            .map(|title| Cell::Text((*title).to_owned()))
            .collect();
        self.row(&titles, HEADER)
    }

    fn row(&mut self, cells: &[Cell], style: u32) -> zip::result::ZipResult<()> {
        self.row += 1;
        self.line.clear();
        self.line.push_str(&format!("<row r=\"{}\">", self.row));
        for (col, cell) in (0..).zip(cells) {
            let name = super::a1::name(self.row - 1, col);
            let clean = match cell {
                Cell::Text(text) => clean(text),
                Cell::Number(number) if number.is_finite() => {
                    self.line
                        .push_str(&format!("<c r=\"{name}\" s=\"0\"><v>{number}</v></c>"));
                    continue;
                }
                other => other.text(),
            };
            if clean.is_empty() {
                continue;
            }
            self.line.push_str(&format!(
                "<c r=\"{name}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escape(clean.as_str())
            ));
        }
        self.line.push_str("</row>");
        self.zip.write_all(self.line.as_bytes())?;
        Ok(())
    }

    fn close_sheet(&mut self) -> zip::result::ZipResult<()> {
        self.zip.write_all(b"</sheetData></worksheet>")?;
        Ok(())
    }

    fn finish(mut self, name: &str) -> zip::result::ZipResult<Vec<u8>> {
        let mut sheets = String::new();
        let mut relations = String::new();
        let mut types = String::new();
        for number in 1..=self.sheets {
            let name = sheet_name(name, number);
            let name = escape(name.as_str());
            sheets.push_str(&format!(
                "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"
            ));
            relations.push_str(&format!("<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"));
            types.push_str(&format!("<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"));
        }
        let styles_id = self.sheets + 1;
        let parts = [
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}<Relationship Id=\"rId{styles_id}\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/styles.xml",
                format!("<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>"),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{types}</Types>"
                ),
            ),
        ];
        for (path, content) in parts {
            self.part(path)?;
            self.zip.write_all(XML.as_bytes())?;
            self.zip.write_all(content.as_bytes())?;
        }
        Ok(self.zip.finish()?.into_inner())
    }
}

/// XML has no way to say most control characters, and spreadsheets end texts somewhere.
fn clean(text: &str) -> String {
    let said = text
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'));
    said.take(LONGEST_TEXT).collect()
}

/// A name that spreadsheet programs accept: at most 31 characters, none of `[]:*?/\`.
pub(super) fn sheet_name(name: &str, number: u32) -> String {
    let suffix = if number == 1 {
        String::new()
    } else {
        format!(" ({number})")
    };
    let room = 31 - suffix.chars().count();
    let clean: String = name
        .chars()
        .map(|character| {
            if matches!(character, '[' | ']' | ':' | '*' | '?' | '/' | '\\') {
                '_'
            } else {
                character
            }
        })
        .filter(|character| !character.is_control())
        .take(room)
        .collect();
    let clean = clean.trim_matches('\'').trim().to_owned();
    format!(
        "{}{suffix}",
        if clean.is_empty() { "Sheet1" } else { &clean }
    )
}
