//! Xlsx as offices lay it out: a title over the table, a header in one or two rows with merged
//! groups, an explanation row, the data, a footer.

use catalog::problem::{Problem, ProblemKind};
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Cell, Column, Layout};

/// A workbook with one sheet being written.
pub(crate) struct XlsxFile {
    sheet: Worksheet,
    next: u32,
    columns: u16,
}

impl XlsxFile {
    /// A sheet with everything above the data.
    pub(crate) fn new(layout: &Layout<'_>) -> Result<Self, Problem> {
        let mut sheet = Worksheet::new();
        sheet.set_name(&layout.sheet).map_err(failed)?;
        let columns = u16::try_from(layout.columns.len()).unwrap_or(u16::MAX);
        let mut file = Self {
            sheet,
            next: 0,
            columns,
        };
        file.above(layout).map_err(failed)?;
        file.header(layout.columns).map_err(failed)?;
        if layout.explained {
            file.explanations(layout.columns).map_err(failed)?;
        }
        Ok(file)
    }

    fn above(&mut self, layout: &Layout<'_>) -> Result<(), XlsxError> {
        if !layout.title.is_empty() {
            let large = Format::new()
                .set_bold()
                .set_font_size(16)
                .set_align(FormatAlign::Center);
            self.line(&layout.title, &large)?;
        }
        let left = Format::new().set_align(FormatAlign::Left).set_text_wrap();
        for note in &layout.notes {
            self.line(note, &left)?;
        }
        Ok(())
    }

    /// A line over the whole width of the table.
    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let last = self.columns.saturating_sub(1);
        if last == 0 {
            self.sheet
                .write_string_with_format(self.next, 0, text, format)?;
        } else {
            self.sheet
                .merge_range(self.next, 0, self.next, last, text, format)?;
        }
        self.next += 1;
        Ok(())
    }

    fn header(&mut self, columns: &[Column]) -> Result<(), XlsxError> {
        let bold = Format::new()
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
            .set_border(FormatBorder::Thin);
        for (at, column) in columns.iter().enumerate() {
            self.sheet
                .set_column_width(at as u16, f64::from(column.width))?;
        }
        let top = self.next;
        let grouped = columns.iter().any(|column| !column.group.is_empty());
        if !grouped {
            for (at, column) in columns.iter().enumerate() {
                self.sheet
                    .write_string_with_format(top, at as u16, column.title, &bold)?;
            }
            self.next += 1;
            return Ok(());
        }
        let mut at = 0;
        while at < columns.len() {
            let group = columns[at].group;
            let same = columns[at..]
                .iter()
                .take_while(|next| next.group == group)
                .count();
            if group.is_empty() {
                let title = columns[at].title;
                self.sheet
                    .merge_range(top, at as u16, top + 1, at as u16, title, &bold)?;
                at += 1;
                continue;
            }
            if same == 1 {
                self.sheet
                    .write_string_with_format(top, at as u16, group, &bold)?;
            } else {
                let last = (at + same - 1) as u16;
                self.sheet
                    .merge_range(top, at as u16, top, last, group, &bold)?;
            }
            for (offset, column) in columns[at..at + same].iter().enumerate() {
                let to = (at + offset) as u16;
                self.sheet
                    .write_string_with_format(top + 1, to, column.title, &bold)?;
            }
            at += same;
        }
        self.next += 2;
        Ok(())
    }

    fn explanations(&mut self, columns: &[Column]) -> Result<(), XlsxError> {
        let small = Format::new()
            .set_italic()
            .set_font_size(9)
            .set_text_wrap()
            .set_border(FormatBorder::Thin);
        for (at, column) in columns.iter().enumerate() {
            self.sheet.write_string_with_format(
                self.next,
                at as u16,
                column.explanation,
                &small,
            )?;
        }
        self.next += 1;
        Ok(())
    }

    /// Writes a row of data.
    pub(crate) fn row(&mut self, cells: &[Cell]) -> Result<u32, Problem> {
        for (at, cell) in cells.iter().enumerate() {
            let at = at as u16;
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => self.sheet.write_string(self.next, at, text),
                Cell::Word(text) => self.sheet.write_string(self.next, at, *text),
                Cell::Number(number) => self.sheet.write_number(self.next, at, *number),
            }
            .map_err(failed)?;
        }
        self.next += 1;
        Ok(self.next)
    }

    /// A footer line under the data: texts at columns.
    pub(crate) fn footer(&mut self, texts: &[(u16, Cell)]) -> Result<(), Problem> {
        for (at, cell) in texts {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => self.sheet.write_string(self.next, *at, text),
                Cell::Word(text) => self.sheet.write_string(self.next, *at, *text),
                Cell::Number(number) => self.sheet.write_number(self.next, *at, *number),
            }
            .map_err(failed)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Merges a block of data cells that hold one text, as offices do for a household.
    pub(crate) fn merge_down(
        &mut self,
        at: u16,
        rows: (u32, u32),
        text: &str,
    ) -> Result<(), Problem> {
        let middle = Format::new().set_align(FormatAlign::VerticalCenter);
        let (first, last) = rows;
        self.sheet
            .merge_range(first - 1, at, last - 1, at, text, &middle)
            .map_err(failed)?;
        Ok(())
    }

    /// The sheet itself, for what only one workbook needs (borders, print area).
    pub(crate) fn sheet(&mut self) -> &mut Worksheet {
        &mut self.sheet
    }

    /// Ends the file. The day of creation is given, so that the same plan gives the same bytes.
    pub(crate) fn finish(self, created: NaiveDate) -> Result<Vec<u8>, Problem> {
        let day = |date: NaiveDate| {
            let year = u16::try_from(date.year()).unwrap_or(2000);
            let month = u8::try_from(date.month()).unwrap_or(1);
            ExcelDateTime::from_ymd(year, month, u8::try_from(date.day()).unwrap_or(1))
        };
        let properties = DocProperties::new().set_creation_datetime(&day(created).map_err(failed)?);
        let mut book = Workbook::new();
        book.set_properties(&properties);
        book.push_worksheet(self.sheet);
        book.save_to_buffer().map_err(failed)
    }
}

/// Writing into memory fails only when the program is wrong.
pub(crate) fn failed(error: XlsxError) -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "sample-not-written",
        format!("样例工作簿没有写成（{error}），请把这条信息反馈给维护人员。"),
    )
}
