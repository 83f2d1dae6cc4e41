//! Tables as a department writes them: cells, layouts, and the two file formats behind one face.

use catalog::problem::Problem;
use chrono::NaiveDate;

mod csv_file;
mod xlsx_file;

use csv_file::CsvFile;
pub(crate) use csv_file::Encoding;
pub(crate) use xlsx_file::{XlsxFile, failed};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Word(&'static str),
    Number(f64),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

impl From<Option<&str>> for Cell {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, Self::from)
    }
}

/// A column: the merged title above it (empty for none), its own title, its width in characters,
/// and what the explanation row says (empty for nothing).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) group: &'static str,
    pub(crate) title: &'static str,
    pub(crate) width: u32,
    pub(crate) explanation: &'static str,
}

/// A column without a title above it.
pub(crate) const fn column(title: &'static str, width: u32) -> Column {
    Column {
        group: "",
        title,
        width,
        explanation: "",
    }
}

/// A column under a merged title.
pub(crate) const fn under(group: &'static str, title: &'static str, width: u32) -> Column {
    Column {
        group,
        title,
        width,
        explanation: "",
    }
}

/// What stands on a sheet before the data.
#[derive(Debug, Default)]
pub(crate) struct Layout<'a> {
    /// Name of the sheet.
    pub(crate) sheet: String,
    /// Merged large line on top; empty for none.
    pub(crate) title: String,
    /// Lines under it, over the whole width.
    pub(crate) notes: Vec<String>,
    pub(crate) columns: &'a [Column],
    /// Whether a row under the header explains the columns.
    pub(crate) explained: bool,
}

/// A file being written.
pub(crate) enum Out {
    Csv(Box<CsvFile>),
    Xlsx(Box<XlsxFile>),
}

impl Out {
    /// A csv file that starts with these titles.
    pub(crate) fn csv(encoding: Encoding, titles: &[&str]) -> Result<Self, Problem> {
        Ok(Self::Csv(Box::new(CsvFile::new(encoding, titles)?)))
    }

    /// A workbook with everything above the data.
    pub(crate) fn xlsx(layout: &Layout<'_>) -> Result<Self, Problem> {
        Ok(Self::Xlsx(Box::new(XlsxFile::new(layout)?)))
    }

    /// Writes a row of data and answers its number as Excel counts, from 1.
    pub(crate) fn row(&mut self, cells: &[Cell]) -> Result<u32, Problem> {
        match self {
            Self::Csv(file) => file.row(cells),
            Self::Xlsx(file) => file.row(cells),
        }
    }

    /// Ends the file.
    pub(crate) fn finish(self, created: NaiveDate) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Csv(file) => file.finish(),
            Self::Xlsx(file) => file.finish(created),
        }
    }
}
