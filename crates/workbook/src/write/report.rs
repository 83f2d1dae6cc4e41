//! A new xlsx of several sheets with marked cells, for reports that people read.

use catalog::problem::{Problem, ProblemKind};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::table::sheet_name;
use crate::sheet::MAX_ROWS;

/// How a cell of a report stands out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Not at all.
    #[default]
    Plain,
    /// It differs from the cell it is compared with.
    Differs,
    /// It is right, or agreed upon.
    Settled,
    /// It heads what follows.
    Heading,
}

/// A cell of a report; always text, so that identity numbers stay whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportCell {
    /// Its text.
    pub text: String,
    /// How it stands out.
    pub mark: Mark,
}

impl ReportCell {
    /// A cell that does not stand out.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            mark: Mark::Plain,
        }
    }

    /// A cell that does.
    pub fn marked(text: impl Into<String>, mark: Mark) -> Self {
        Self {
            text: text.into(),
            mark,
        }
    }
}

/// One sheet of a report.
pub struct ReportSheet<'a> {
    /// Name on the tab.
    pub name: String,
    /// Titles of the columns.
    pub header: Vec<String>,
    /// Rows from top to bottom. More than a sheet holds go on in a further one.
    pub rows: Box<dyn Iterator<Item = Vec<ReportCell>> + 'a>,
}

/// Longest text that a cell of a spreadsheet holds.
const LONGEST_TEXT: usize = 32_767;

/// Writes a report. Rows are written as they come.
///
/// # Errors
/// `workbook-write` when the file cannot be put together.
pub fn report(sheets: Vec<ReportSheet<'_>>) -> Result<Vec<u8>, Problem> {
    write(sheets).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "workbook-write",
            "生成表格文件失败，请重试；仍然失败请联系管理员。",
        )
    })
}

struct Looks {
    header: Format,
    plain: Format,
    differs: Format,
    settled: Format,
    heading: Format,
}

impl Looks {
    fn new() -> Self {
        let text = || {
            Format::new()
                .set_font_name("宋体")
                .set_font_size(11)
                .set_num_format("@")
                .set_align(FormatAlign::VerticalCenter)
        };
        Self {
            header: text()
                .set_bold()
                .set_text_wrap()
                .set_border(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00ED_EDED)),
            plain: text(),
            differs: text()
                .set_background_color(Color::RGB(0x00FF_E2C6))
                .set_font_color(Color::RGB(0x009C_2B00)),
            settled: text().set_background_color(Color::RGB(0x00DF_F2E1)),
            heading: text().set_bold(),
        }
    }

    fn of(&self, mark: Mark) -> &Format {
        match mark {
            Mark::Plain => &self.plain,
            Mark::Differs => &self.differs,
            Mark::Settled => &self.settled,
            Mark::Heading => &self.heading,
        }
    }
}

fn write(sheets: Vec<ReportSheet<'_>>) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    for mut sheet in sheets {
        let mut number = 1;
        let mut rows = sheet.rows.by_ref().peekable();
        loop {
            let page = open(&mut book, &sheet.name, number, &sheet.header, &looks)?;
            for at in 1..MAX_ROWS {
                let Some(row) = rows.next() else { break };
                write_row(page, at, &row, &looks)?;
            }
            if rows.peek().is_none() {
                break;
            }
            number += 1;
        }
    }
    book.save_to_buffer()
}

fn open<'b>(
    book: &'b mut Workbook,
    name: &str,
    number: u32,
    header: &[String],
    looks: &Looks,
) -> Result<&'b mut Worksheet, XlsxError> {
    let page = book.add_worksheet_with_constant_memory()?;
    page.set_name(sheet_name(name, number))?;
    page.set_freeze_panes(1, 0)?;
    for (title, column) in header.iter().zip(0..) {
        // A Chinese character takes the room of two digits.
        let wide = u32::try_from(title.chars().count() * 2 + 4).unwrap_or(60);
        page.set_column_width(column, wide.clamp(12, 40))?;
    }
    for (title, column) in header.iter().zip(0..) {
        page.write_string_with_format(0, column, title, &looks.header)?;
    }
    Ok(page)
}

fn write_row(
    page: &mut Worksheet,
    at: u32,
    row: &[ReportCell],
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (cell, column) in row.iter().zip(0..) {
        if cell.text.is_empty() && cell.mark == Mark::Plain {
            continue;
        }
        let text: String = cell.text.chars().take(LONGEST_TEXT).collect();
        page.write_string_with_format(at, column, text, looks.of(cell.mark))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

    use super::*;
    use crate::Limits;

    #[test]
    fn sheets_come_back_with_their_rows_as_text() {
        let sheet = |name: &str, rows: Vec<Vec<ReportCell>>| ReportSheet {
            name: name.to_owned(),
            header: vec!["姓名".to_owned(), "身份证号".to_owned()],
            rows: Box::new(rows.into_iter()),
        };
        let bytes = report(vec![
            sheet("汇总", vec![]),
            sheet(
                "不一致",
                vec![vec![
                    ReportCell::plain("李秀英"),
                    ReportCell::marked("370203194605150020", Mark::Differs),
                ]],
            ),
        ])
        .unwrap();
        let book = crate::read(&bytes, "报告.xlsx", &Limits::default()).unwrap();
        let names: Vec<&str> = book
            .sheets
            .iter()
            .map(|sheet| sheet.name.as_str())
            .collect();
        assert_eq!(names, ["汇总", "不一致"]);
        assert_eq!(book.sheets[0].text(0, 1), "身份证号");
        assert_eq!(book.sheets[1].text(1, 0), "李秀英");
        assert_eq!(book.sheets[1].text(1, 1), "370203194605150020");
    }
}
