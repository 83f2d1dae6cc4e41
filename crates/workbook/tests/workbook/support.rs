//! Workbooks for tests, drawn as text.

use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use workbook::{Book, Cell, HeaderReading, Limits, Range, Sheet, SheetStart};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Rows of a drawn sheet: `<` is merged with the cell on its left, `^` with the one above.
pub(crate) type Drawing<'a> = &'a [&'a [&'a str]];

/// The merged ranges of a drawing.
pub(crate) fn merges(drawing: Drawing<'_>) -> Vec<Range> {
    let at = |row: usize, col: usize| {
        drawing
            .get(row)
            .and_then(|cells| cells.get(col))
            .copied()
            .unwrap_or("")
    };
    let mut ranges = Vec::new();
    for (row, cells) in drawing.iter().enumerate() {
        for (col, text) in cells.iter().enumerate() {
            if matches!(*text, "<" | "^") {
                continue;
            }
            let right = (col + 1..).take_while(|next| at(row, *next) == "<").count();
            let down = (row + 1..).take_while(|next| at(*next, col) == "^").count();
            if right + down > 0 {
                let place = |number: usize| u32::try_from(number).unwrap();
                ranges.push(Range {
                    first_row: place(row),
                    first_col: place(col),
                    last_row: place(row + down),
                    last_col: place(col + right),
                });
            }
        }
    }
    ranges
}

/// Draws into a worksheet; texts of digits only become numbers when they are short.
pub(crate) fn draw(worksheet: &mut Worksheet, drawing: Drawing<'_>, format: &Format) {
    for range in merges(drawing) {
        let (first, last) = (
            u16::try_from(range.first_col).unwrap(),
            u16::try_from(range.last_col).unwrap(),
        );
        worksheet
            .merge_range(range.first_row, first, range.last_row, last, "", format)
            .unwrap();
    }
    for (row, cells) in (0..).zip(drawing) {
        for (col, text) in (0..).zip(*cells) {
            match *text {
                "" | "<" | "^" => {}
                text => {
                    match text.parse::<f64>() {
                        Ok(number) if text.len() < 12 => {
                            worksheet
                                .write_number_with_format(row, col, number, format)
                                .unwrap();
                        }
                        _ => {
                            worksheet
                                .write_string_with_format(row, col, text, format)
                                .unwrap();
                        }
                    };
                }
            }
        }
    }
}

/// An xlsx of drawn sheets.
pub(crate) fn xlsx(sheets: &[(&str, Drawing<'_>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, drawing) in sheets {
        let worksheet = book.add_worksheet();
        worksheet.set_name(*name).unwrap();
        draw(worksheet, drawing, &Format::new());
    }
    book.save_to_buffer().unwrap()
}

pub(crate) fn read(bytes: &[u8], name: &str) -> Book {
    workbook::read(bytes, name, &Limits::default()).unwrap()
}

/// The code of the problem with which a file is refused.
pub(crate) fn refused(bytes: &[u8], name: &str) -> String {
    let problem = workbook::read(bytes, name, &Limits::default()).unwrap_err();
    let streamed =
        workbook::stream_rows(bytes, name, &Limits::default(), &mut |_| {}, &mut |_, _| {
            ControlFlow::Continue(())
        });
    assert_eq!(
        streamed.unwrap_err().code,
        problem.code,
        "a stream is refused in the same way"
    );
    assert!(
        problem.detail.contains(name),
        "the sentence names the file: {}",
        problem.detail
    );
    problem.code
}

/// A sheet as the stream hands it over.
pub(crate) struct Streamed {
    pub(crate) start: SheetStart,
    pub(crate) rows: Vec<(u32, Vec<Cell>)>,
}

impl Streamed {
    pub(crate) fn header(&self) -> HeaderReading {
        let mut first: Vec<Vec<Cell>> = Vec::new();
        for (row, cells) in self.rows.iter().take(100) {
            first.resize(*row as usize, Vec::new());
            first.push(cells.clone());
        }
        workbook::read_header_of_sheet_start(&self.start, &first)
    }
}

pub(crate) fn stream(bytes: &[u8], name: &str) -> Vec<Streamed> {
    let sheets = std::cell::RefCell::new(Vec::<Streamed>::new());
    workbook::stream_rows(
        bytes,
        name,
        &Limits::default(),
        &mut |start| {
            sheets.borrow_mut().push(Streamed {
                start: start.clone(),
                rows: Vec::new(),
            })
        },
        &mut |row, cells| {
            sheets
                .borrow_mut()
                .last_mut()
                .unwrap()
                .rows
                .push((row, cells.to_vec()));
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    sheets.into_inner()
}

/// Rows of a sheet as text, without what is empty at their ends.
pub(crate) fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
    (0..sheet.rows)
        .map(|row| sheet.dense_row(row).iter().map(Cell::text).collect())
        .collect()
}

/// A part of an xlsx.
pub(crate) fn part(xlsx: &[u8], path: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(xlsx)).unwrap();
    let mut text = String::new();
    archive
        .by_name(path)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// An xlsx with parts replaced or added.
pub(crate) fn with_parts(xlsx: &[u8], parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(xlsx)).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).unwrap();
        let name = file.name().unwrap().into_owned();
        if !parts.iter().any(|(path, _)| *path == name) {
            zip.raw_copy_file(file).unwrap();
        }
    }
    for (path, content) in parts {
        zip.start_file(*path, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A small file that no Rust crate writes. `old.xls` was made with xlwt and holds titles only: a
/// title over six columns, a header of two rows in a frame, three framed rows, a total with a
/// formula, signatures, landscape print, frozen rows, and a hidden sheet of lists.
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/", $name)).as_slice()
    };
}
pub(crate) use fixture;
