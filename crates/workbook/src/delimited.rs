//! Rows of csv and tsv text, as Excel would number them.

use std::io::Read;
use std::ops::ControlFlow;

use catalog::problem::Problem;
use csv::{ReaderBuilder, StringRecord};
use memchr::{memchr, memchr_iter};

use crate::cell::{Cell, trim};
use crate::kind;
use crate::limits::Limits;
use crate::sheet::{BookIssue, MAX_COLUMNS};
use crate::text::{self, Detected, Encoding};

/// What is handed every row with content: its 0-based number and its cells, which it may keep.
pub(crate) type OnRow<'a> = dyn FnMut(u32, &mut Vec<Cell>) -> ControlFlow<()> + 'a;

/// Reads delimited text row by row in constant memory.
///
/// # Errors
/// `workbook-unsupported` when the bytes are no text, `workbook-too-large` beyond the limits.
pub(crate) fn each_row(
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
    on_row: &mut OnRow<'_>,
) -> Result<Vec<BookIssue>, Problem> {
    let detected =
        text::detect(bytes).ok_or_else(|| kind::unsupported(file_name, "无法识别的二进制数据"))?;
    let mut notes = Vec::new();
    if detected.encoding == Encoding::Mixed {
        notes.push(BookIssue::new(
            "csv-mixed-encoding",
            format!("文件“{file_name}”的标题与内容编码不同（UTF-8 与 GB18030 混用），已分别识别。"),
        ));
    }
    let delimiter = guess_delimiter(&head(bytes, detected));
    let quoting = quotes_close(bytes, detected, delimiter);
    if !quoting {
        notes.push(BookIssue::new(
            "csv-stray-quote",
            format!("文件“{file_name}”中有不成对的引号，已按普通文字读取，请核对含引号的行。"),
        ));
    }
    let mut rows = Rows {
        row: 0,
        line: 1,
        content: 0,
        cells: Vec::new(),
        last_width: 0,
        width: 0,
        quoting,
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoting)
        .from_reader(text::reader(bytes, detected));
    let mut record = StringRecord::new();
    // The text is valid UTF-8 by construction and read from memory, so reading cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let line_after = reader.position().line();
        if rows.take(&record, line_after, on_row).is_break() {
            return Ok(notes);
        }
        if rows.content > limits.max_rows {
            return Err(kind::too_large(
                file_name,
                &format!("超过 {} 行", limits.max_rows),
            ));
        }
    }
    if rows.content > 2 && rows.last_width < rows.width && !ends_line(bytes, detected) {
        notes.push(BookIssue::new(
            "csv-truncated",
            format!(
                "文件“{file_name}”似乎不完整：最后一行（第 {} 行）没有写完，此前的内容已读取。",
                rows.row
            ),
        ));
    }
    Ok(notes)
}

/// Turns records into numbered rows.
struct Rows {
    /// Number of the next row.
    row: u32,
    /// Line on which the next record was looked for.
    line: u64,
    /// Rows with content so far.
    content: u64,
    cells: Vec<Cell>,
    last_width: usize,
    /// Fields of the widest row so far.
    width: usize,
    quoting: bool,
}

impl Rows {
    fn take(
        &mut self,
        record: &StringRecord,
        line_after: u64,
        on_row: &mut OnRow<'_>,
    ) -> ControlFlow<()> {
        // The reader skips blank lines, Excel does not; lines inside of quotes are no rows.
        let inside: usize = record
            .iter()
            .map(|field| memchr_iter(b'\n', field.as_bytes()).count())
            .sum();
        let consumed = line_after.saturating_sub(self.line);
        let blank = consumed.saturating_sub(1 + inside as u64);
        self.line = line_after;
        self.row = self
            .row
            .saturating_add(u32::try_from(blank).unwrap_or(u32::MAX));
        self.cells.clear();
        self.cells.reserve(record.len());
        let quoting = self.quoting;
        self.cells.extend(
            record
                .iter()
                .take(MAX_COLUMNS as usize)
                .map(|field| cell(field, quoting)),
        );
        self.last_width = self.cells.len();
        self.width = self.width.max(self.last_width);
        while self.cells.last().is_some_and(Cell::is_empty) {
            self.cells.pop();
        }
        let row = self.row;
        self.row = self.row.saturating_add(1);
        if self.cells.is_empty() {
            return ControlFlow::Continue(());
        }
        self.content += 1;
        on_row(row, &mut self.cells)
    }
}

fn cell(field: &str, quoting: bool) -> Cell {
    let field = if quoting { field } else { unquoted(field) };
    // ="…" is how exports keep spreadsheet programs from rounding long numbers.
    let text = match trim(field)
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inner) => inner,
        None => field,
    };
    if trim(text).is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text.to_owned())
    }
}

fn unquoted(field: &str) -> &str {
    field
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(field)
}

/// The decoded start of the file.
fn head(bytes: &[u8], detected: Detected) -> String {
    let mut head = Vec::new();
    // Reading from memory cannot fail.
    let _ = text::reader(bytes, detected)
        .take(64 << 10)
        .read_to_end(&mut head);
    String::from_utf8_lossy(&head).into_owned()
}

/// The delimiter that splits the first lines into the same number of fields, preferring many.
fn guess_delimiter(head: &str) -> u8 {
    let lines: Vec<&str> = head
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(20)
        .collect();
    let score = |delimiter: char| {
        let counts: Vec<usize> = lines
            .iter()
            .map(|line| count_outside_quotes(line, delimiter))
            .collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        // A file of one column has no delimiter at all; then a comma does no harm.
        counts
            .iter()
            .filter(|count| **count > 0 && **count * 2 >= most)
            .count()
            * most.min(50)
    };
    let best = [',', '\t', ';', '|']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| score(*delimiter));
    best.map_or(b',', |delimiter| delimiter as u8)
}

fn count_outside_quotes(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|character| {
            quoted ^= *character == '"';
            !quoted && *character == delimiter
        })
        .count()
}

/// Bytes at the end of a file within which an open quote means "cut off" and not "stray".
const CUT_TAIL: usize = 64 << 10;

/// Whether the quotes of the file can be trusted. A stray quote at the start of a field would
/// otherwise swallow every row after it.
fn quotes_close(bytes: &[u8], detected: Detected, delimiter: u8) -> bool {
    if matches!(detected.encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
        return true;
    }
    let body = &bytes[detected.mark..];
    let mut opened: Option<usize> = None;
    let mut skip = usize::MAX;
    // The quote is never a later byte of a multi-byte character, in neither encoding.
    for at in memchr_iter(b'"', body) {
        if at == skip {
            continue;
        }
        match opened {
            Some(_) if body.get(at + 1) == Some(&b'"') => skip = at + 1,
            Some(start) => {
                let proper = matches!(body.get(at + 1), None | Some(b'\n' | b'\r'))
                    || body.get(at + 1) == Some(&delimiter);
                if !proper && memchr(b'\n', &body[start..at]).is_some() {
                    // What looks like the end of a field of several lines is the start of
                    // another field: the first quote was never closed.
                    return false;
                }
                opened = None;
            }
            None if at == 0
                || matches!(body[at - 1], b'\n' | b'\r')
                || body[at - 1] == delimiter =>
            {
                opened = Some(at);
            }
            None => {}
        }
    }
    opened.is_none_or(|at| body.len() - at < CUT_TAIL.min(body.len() / 2))
}

fn ends_line(bytes: &[u8], detected: Detected) -> bool {
    let end = match detected.encoding {
        Encoding::Utf16Le => bytes.len().checked_sub(2).map(|at| &bytes[at..=at]),
        _ => bytes.last().map(std::slice::from_ref),
    };
    end.is_some_and(|end| matches!(end, [b'\n' | b'\r']))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> (Vec<(u32, Vec<String>)>, Vec<String>) {
        let mut rows = Vec::new();
        let notes = each_row(bytes, "a.csv", &Limits::default(), &mut |row, cells| {
            rows.push((row, cells.iter().map(Cell::text).collect()));
            ControlFlow::Continue(())
        })
        .unwrap();
        (rows, notes.into_iter().map(|note| note.code).collect())
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn rows_are_numbered_as_excel_numbers_them() {
        let (rows, notes) = rows("甲,乙\r\n\r\n1,\"2\n3\"\r\n,,\r\n4,5\r\n".as_bytes());
        assert_eq!(
            rows,
            [
                row(0, &["甲", "乙"]),
                row(2, &["1", "2\n3"]),
                row(4, &["4", "5"])
            ]
        );
        assert!(notes.is_empty());
    }

    #[test]
    fn tabs_and_semicolons() {
        assert_eq!(rows("甲\t乙,丙\n1\t2".as_bytes()).0[1], row(1, &["1", "2"]));
        assert_eq!(
            rows("甲;乙;丙\n1;2;3".as_bytes()).0[1],
            row(1, &["1", "2", "3"])
        );
        assert_eq!(rows("甲\n一\n二\n".as_bytes()).0[2], row(2, &["二"]));
    }

    #[test]
    fn protected_numbers() {
        assert_eq!(
            rows(b"a,b\n=\"3702\",\t0532\n").0[1],
            row(1, &["3702", "0532"])
        );
    }

    #[test]
    fn a_stray_quote_swallows_nothing() {
        let mut text = "姓名,备注\n张三,\"未闭合\n".to_owned();
        text.push_str(&"李四,\"好\"x\n王五,无\n".repeat(6000));
        let (rows, notes) = rows(text.as_bytes());
        assert_eq!(rows.len(), 12_002);
        assert_eq!(notes, ["csv-stray-quote"]);
    }

    #[test]
    fn half_a_file_reads_to_where_it_breaks() {
        let (rows, notes) = rows("姓名,号码,地址\n张三,1,甲\n李四,2,乙\n王".as_bytes());
        assert_eq!(rows.len(), 4);
        assert_eq!(notes, ["csv-truncated"]);
    }
}
