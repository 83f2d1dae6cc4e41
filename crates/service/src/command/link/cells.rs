//! Files as columns of raw texts: only the columns that are wanted, large csv on all cores.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use catalog::problem::Problem;
use csv::{ByteRecord, ReaderBuilder};
use memchr::{memchr, memchr_iter, memrchr};
use rayon::prelude::*;
use workbook::{Cell, HeaderReading, Limits};

use super::texts::Texts;
use crate::command::{file_name, read_file};

/// Rows from which a header is read.
const LOOK_AHEAD: usize = 60;

/// Bytes of csv that are read in one go.
const PIECE: usize = 4 << 20;

/// For each wanted column its place in a sheet, if the sheet has it. Given the file's name, the
/// header and the first rows.
pub type Choose<'a> = dyn Fn(&str, &HeaderReading, &[Vec<Cell>]) -> Vec<Option<usize>> + Sync + 'a;

/// Rows of one sheet, or of a piece of one.
#[derive(Debug, Default)]
pub struct Piece {
    /// Row numbers as in Excel, from 1.
    pub rows: Vec<u32>,
    /// By wanted column; `None` where the sheet has no such column.
    pub columns: Vec<Option<Texts>>,
}

/// A file that was read.
#[derive(Debug)]
pub struct RawFile {
    /// Its name without folders.
    pub name: String,
    /// Its rows.
    pub pieces: Vec<Piece>,
}

/// Reads files.
///
/// # Errors
/// When a file cannot be read or opened, or has none of the wanted columns.
pub fn read_all(paths: &[PathBuf], choose: &Choose<'_>) -> Result<Vec<RawFile>, Problem> {
    paths.par_iter().map(|path| read(path, choose)).collect()
}

fn read(path: &Path, choose: &Choose<'_>) -> Result<RawFile, Problem> {
    let bytes = read_file(path)?;
    let name = file_name(path);
    let pieces = match plain_text(&bytes) {
        Some(text) => read_csv(&name, &text, choose),
        None => read_workbook(&name, &bytes, choose)?,
    };
    if pieces.is_empty() {
        return Err(Problem::bad_input(
            "no-column-understood",
            format!("文件“{name}”中没有能用来比对的列，请检查标题行，或用 --model 写明各列。"),
        ));
    }
    Ok(RawFile { name, pieces })
}

/// The text of a csv file in UTF-8 or GB18030 whose quotes pair up; anything else is left to the
/// workbook reader.
fn plain_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let foreign = [
        &b"PK\x03\x04"[..],
        b"\xD0\xCF\x11\xE0",
        b"\xFF\xFE",
        b"\xFE\xFF",
        b"%PDF",
    ];
    if bytes.is_empty()
        || foreign.iter().any(|magic| bytes.starts_with(magic))
        || memchr(0, bytes).is_some()
    {
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?
        }
    };
    quotes_close(text.as_bytes()).then_some(text)
}

fn read_csv(name: &str, text: &str, choose: &Choose<'_>) -> Vec<Piece> {
    let delimiter = delimiter(text);
    let head = first_rows(text, delimiter);
    let header = workbook::read_header_of_rows(&head, &[]);
    let wanted = choose(name, &header, &head);
    if wanted.iter().all(Option::is_none) {
        return Vec::new();
    }
    let spans: Vec<(Piece, u32)> = cut(text.as_bytes())
        .into_par_iter()
        .map(|part| read_part(part, delimiter, &wanted))
        .collect();
    let mut before = 0;
    let mut pieces = Vec::new();
    for (mut piece, rows) in spans {
        piece.rows.iter_mut().for_each(|row| *row += before);
        before += rows;
        pieces.push(piece);
    }
    drop_header(&mut pieces, header.data_first_row);
    pieces
}

/// Takes the rows above the data off the first piece; a header is far smaller than a piece.
fn drop_header(pieces: &mut [Piece], data_first_row: u32) {
    let Some(first) = pieces.first_mut() else {
        return;
    };
    let above = first
        .rows
        .iter()
        .take_while(|row| **row <= data_first_row)
        .count();
    first.rows.drain(..above);
    for texts in first.columns.iter_mut().flatten() {
        let mut kept = Texts::default();
        texts.iter().skip(above).for_each(|text| kept.push(text));
        *texts = kept;
    }
}

/// Cuts a csv text between rows: at line ends outside of quotes.
fn cut(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while rest.len() > PIECE {
        let mut end = PIECE;
        let cut_at = loop {
            let Some(line) = memrchr(b'\n', &rest[..end]) else {
                // No line end in a whole piece: a larger one.
                match memchr(b'\n', &rest[end..]) {
                    Some(more) if quotes_close(&rest[..=end + more]) => break end + more + 1,
                    _ => break rest.len(),
                }
            };
            if quotes_close(&rest[..=line]) {
                break line + 1;
            }
            end = line;
        };
        let (part, after) = rest.split_at(cut_at);
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

fn quotes_close(bytes: &[u8]) -> bool {
    memchr_iter(b'"', bytes).count().is_multiple_of(2)
}

/// The rows of a part, numbered from 1, and how many rows it spans.
fn read_part(part: &[u8], delimiter: u8, wanted: &[Option<usize>]) -> (Piece, u32) {
    let mut piece = Piece {
        rows: Vec::new(),
        columns: wanted
            .iter()
            .map(|place| place.map(|_| Texts::default()))
            .collect(),
    };
    let rows = each_row(part, delimiter, |row, record| {
        piece.rows.push(row);
        for (texts, place) in piece.columns.iter_mut().zip(wanted) {
            if let (Some(texts), Some(place)) = (texts, place) {
                texts.push(cell(record.get(*place).unwrap_or_default()));
            }
        }
        ControlFlow::Continue(())
    });
    (piece, rows)
}

/// Hands over the rows with content, numbered from 1; answers how many rows there are.
///
/// Line ends are counted here, because the csv reader's own count lags behind at CRLF and skips
/// blank lines, which Excel does not. Those inside of quotes end no row.
fn each_row(
    part: &[u8],
    delimiter: u8,
    mut on_row: impl FnMut(u32, &ByteRecord) -> ControlFlow<()>,
) -> u32 {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(part);
    let lines = |bytes: &[u8]| u32::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX);
    let quoted = memchr(b'"', part).is_some();
    let mut record = ByteRecord::new();
    let (mut start, mut ended) = (0, 0);
    // Reading from memory cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let end = usize::try_from(reader.position().byte()).unwrap_or(part.len());
        let inside = if quoted {
            record.iter().map(lines).sum()
        } else {
            0
        };
        let (row_end, rest) = part[start..end].split_at(part[start..end].trim_ascii_end().len());
        let row = ended + lines(row_end) - inside + 1;
        start = end;
        ended = row - 1 + lines(rest);
        let empty = record.iter().all(|cell| cell.trim_ascii().is_empty());
        if !empty && on_row(row, &record).is_break() {
            break;
        }
    }
    ended + lines(&part[start..])
}

/// A field without the `="…"` by which exports keep spreadsheets from rounding numbers.
fn cell(field: &[u8]) -> &str {
    // The whole text was valid, and delimiters are ASCII.
    let text = std::str::from_utf8(field).unwrap_or_default().trim();
    text.strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text)
}

fn delimiter(text: &str) -> u8 {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let count = |delimiter: u8| memchr_iter(delimiter, line.as_bytes()).count();
    let best = [b',', b'\t', b';', b'|']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| count(*delimiter));
    best.unwrap_or(b',')
}

fn first_rows(text: &str, delimiter: u8) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let head = &text.as_bytes()[..text.len().min(1 << 20)];
    each_row(head, delimiter, |row, record| {
        // Blank lines count as rows.
        rows.resize(row as usize - 1, Vec::new());
        let cells = record.iter().map(|field| match cell(field) {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        });
        rows.push(cells.collect());
        if rows.len() < LOOK_AHEAD {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    rows
}

/// Every sheet of a workbook that has wanted columns.
fn read_workbook(name: &str, bytes: &[u8], choose: &Choose<'_>) -> Result<Vec<Piece>, Problem> {
    let mut pieces = Vec::new();
    let mut sheet = Sheet::new(name, choose);
    let sheet_cell = std::cell::RefCell::new(&mut sheet);
    workbook::stream_rows(
        bytes,
        name,
        &Limits::default(),
        &mut |start| pieces.extend(sheet_cell.borrow_mut().restart(start.merges.clone())),
        &mut |row, cells| {
            sheet_cell.borrow_mut().take(row, cells);
            ControlFlow::Continue(())
        },
    )?;
    pieces.extend(sheet.restart(Vec::new()));
    Ok(pieces)
}

/// A sheet that streams by.
struct Sheet<'a> {
    name: &'a str,
    choose: &'a Choose<'a>,
    merges: Vec<workbook::Range>,
    /// Rows until the header is known.
    head: Vec<Vec<Cell>>,
    open: Option<(Piece, Vec<Option<usize>>)>,
}

impl<'a> Sheet<'a> {
    fn new(name: &'a str, choose: &'a Choose<'a>) -> Self {
        Self {
            name,
            choose,
            merges: Vec::new(),
            head: Vec::new(),
            open: None,
        }
    }

    /// Ends a sheet and begins the next one.
    fn restart(&mut self, merges: Vec<workbook::Range>) -> Option<Piece> {
        if self.open.is_none() {
            self.open();
        }
        self.merges = merges;
        let (piece, wanted) = self.open.take()?;
        wanted.iter().any(Option::is_some).then_some(piece)
    }

    fn take(&mut self, row: u32, cells: &[Cell]) {
        if self.open.is_none() {
            self.head.resize(row as usize, Vec::new());
            self.head.push(cells.to_vec());
            if self.head.len() >= LOOK_AHEAD {
                self.open();
            }
            return;
        }
        self.push(row, cells);
    }

    fn open(&mut self) {
        let head = std::mem::take(&mut self.head);
        let header = workbook::read_header_of_rows(&head, &self.merges);
        let wanted = (self.choose)(self.name, &header, &head);
        let columns = wanted
            .iter()
            .map(|place| place.map(|_| Texts::default()))
            .collect();
        let rows = Vec::new();
        self.open = Some((Piece { rows, columns }, wanted));
        for (row, cells) in (0..).zip(&head).skip(header.data_first_row as usize) {
            if !cells.is_empty() {
                self.push(row, cells);
            }
        }
    }

    fn push(&mut self, row: u32, cells: &[Cell]) {
        let Some((piece, wanted)) = &mut self.open else {
            return;
        };
        if workbook::is_footer_row(cells) {
            return;
        }
        piece.rows.push(row + 1);
        for (texts, place) in piece.columns.iter_mut().zip(wanted) {
            if let (Some(texts), Some(place)) = (texts, place) {
                texts.push(cells.get(*place).unwrap_or(&Cell::Empty).text().trim());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let pieces = read_csv("x.csv", text, &|_, _, _| vec![Some(0), None, Some(1)]);
        let mut rows = Vec::new();
        for piece in pieces {
            let columns: Vec<Vec<&str>> = piece
                .columns
                .iter()
                .flatten()
                .map(|texts| texts.iter().collect())
                .collect();
            for (at, row) in piece.rows.iter().enumerate() {
                rows.push((
                    *row,
                    columns.iter().map(|column| column[at].to_owned()).collect(),
                ));
            }
        }
        rows
    }

    #[test]
    fn rows_keep_their_numbers_across_blank_and_quoted_lines() {
        let text = "姓名,电话\n王伟,138\n\n李娜,\"一\n二\"\n赵敏,=\"0532\"\n";
        let expected = [
            (2, ["王伟", "138"]),
            (4, ["李娜", "一\n二"]),
            (5, ["赵敏", "0532"]),
        ];
        for text in [
            text.to_owned(),
            text.replace('\n', "\r\n").replace("一\r\n", "一\n"),
        ] {
            let read = rows(&text);
            assert_eq!(read.len(), 3);
            for ((row, cells), (expected_row, expected_cells)) in read.iter().zip(expected) {
                assert_eq!(
                    (*row, &cells[..]),
                    (expected_row, &expected_cells.map(str::to_owned)[..])
                );
            }
        }
    }

    #[test]
    fn large_files_are_cut_between_rows_only() {
        let mut text = "姓名,备注\n".to_owned();
        for number in 0..600_000 {
            text.push_str(&format!("人{number},\"甲\n乙\"\n"));
        }
        assert!(text.len() > 2 * PIECE);
        let read = rows(&text);
        assert_eq!(read.len(), 600_000);
        for (at, (row, cells)) in read.iter().enumerate() {
            assert_eq!(*row as usize, at + 2);
            assert_eq!(cells[0], format!("人{at}"));
        }
    }

    #[test]
    fn gb18030_is_read_and_stray_quotes_are_left_to_the_workbook_reader() {
        let (bytes, _, _) = encoding_rs::GB18030.encode("姓名,电话\n王伟,138\n");
        assert_eq!(
            plain_text(&bytes).unwrap_or_default(),
            "姓名,电话\n王伟,138\n"
        );
        assert!(plain_text("姓名\n\"王伟\n".as_bytes()).is_none());
    }
}
