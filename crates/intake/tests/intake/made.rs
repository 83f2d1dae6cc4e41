//! Files and outcomes for the tests.

use catalog::element::{Dictionary, ElementNo};
use catalog::identifier::id_number;
use catalog::problem::Problem;
use catalog::source::{Source, Sources};
use chrono::NaiveDate;
use intake::address::Territory;
use intake::delivery::{Issue, RowReading, Setting, read_delivery};
use intake::report_card::ReportCard;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use workbook::Limits;

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

pub fn source(code: &str) -> &'static Source {
    Sources::shipped().by_code(code).unwrap()
}

pub fn element(id: &str) -> ElementNo {
    Dictionary::shipped().by_id(id).unwrap().no
}

/// A valid identity number of somebody born on `birth` (yyyymmdd); odd serials are male.
pub fn id(birth: &str, serial: u32) -> String {
    id_number::with_check(&format!("370203{birth}{serial:03}")).unwrap()
}

pub fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// What reading a file gave.
pub struct Outcome {
    pub rows: Vec<RowReading>,
    pub issues: Vec<Issue>,
    pub chunks: Vec<usize>,
    pub card: Result<ReportCard, Problem>,
}

pub fn read(bytes: &[u8], file_name: &str, source_code: &str) -> Outcome {
    let (mut rows, mut issues, mut chunks) = (Vec::new(), Vec::new(), Vec::new());
    let card = read_delivery(
        bytes,
        file_name,
        source(source_code),
        Setting {
            today: today(),
            territory: Territory::shipped(),
        },
        &Limits::default(),
        &mut |chunk| {
            chunks.push(chunk.len());
            rows.extend(chunk);
        },
        &mut |found| issues.extend(found),
    );
    Outcome {
        rows,
        issues,
        chunks,
        card,
    }
}

impl Outcome {
    pub fn card(&self) -> &ReportCard {
        self.card.as_ref().unwrap()
    }

    /// The value of an element on an Excel row.
    pub fn value(&self, row: u32, element_id: &str) -> Option<&str> {
        self.rows
            .iter()
            .find(|reading| reading.row == row)?
            .values
            .get(element(element_id))
    }

    /// Issues as `row letter code severity`, those of the given codes only when any are given.
    pub fn places(&self, codes: &[&str]) -> Vec<String> {
        self.issues
            .iter()
            .filter(|issue| codes.is_empty() || codes.contains(&issue.code.as_str()))
            .map(|issue| {
                let letter = issue.column_letter.as_deref().unwrap_or("-");
                format!(
                    "{} {letter} {} {}",
                    issue.row,
                    issue.code,
                    issue.severity.as_str()
                )
            })
            .collect()
    }
}

/// Writes one sheet.
pub type Writer<'a> = &'a dyn Fn(&mut Worksheet);

/// An xlsx of one sheet per writer.
pub fn book(sheets: &[(&str, Writer<'_>)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, write) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        write(sheet);
    }
    workbook.save_to_buffer().unwrap()
}

/// Writes rows of text from a row on.
pub fn lines(sheet: &mut Worksheet, first_row: u32, rows: &[&[&str]]) {
    for (row, cells) in (first_row..).zip(rows) {
        for (col, text) in (0_u16..).zip(*cells) {
            if !text.is_empty() {
                sheet.write_string(row, col, *text).unwrap();
            }
        }
    }
}

/// Merges a range around a text.
pub fn merged(sheet: &mut Worksheet, rows: (u32, u32), cols: (u16, u16), text: &str) {
    sheet
        .merge_range(rows.0, cols.0, rows.1, cols.1, text, &Format::new())
        .unwrap();
}
