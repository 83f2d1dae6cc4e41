//! Finds merged ranges in worksheet XML while it streams by.
//!
//! They stand after the last row, so a reader that meets rows first would have to go through the
//! whole sheet once more to learn how its header is merged.

use memchr::memmem;

use crate::sheet::Range;
use crate::write::a1;

const NAME: &[u8] = b"mergeCell ";

/// Bytes within which a `mergeCell` element ends.
const ELEMENT: usize = 256;

/// Merged ranges that a sheet may hold; more are not of a form that anybody fills in.
const MAX_MERGES: usize = 200_000;

#[derive(Default)]
pub(super) struct MergeScanner {
    buffer: Vec<u8>,
    found: Vec<Range>,
}

impl MergeScanner {
    /// Takes the next bytes of the sheet.
    pub(super) fn feed(&mut self, chunk: &[u8]) {
        self.buffer.extend_from_slice(chunk);
        self.scan(false);
    }

    /// The ranges found.
    pub(super) fn finish(mut self) -> Vec<Range> {
        self.scan(true);
        self.found
    }

    fn scan(&mut self, last: bool) {
        let mut done = 0;
        while let Some(found) = memmem::find(&self.buffer[done..], NAME) {
            let at = done + found;
            let element = &self.buffer[at..self.buffer.len().min(at + ELEMENT)];
            let Some(end) = element.iter().position(|byte| *byte == b'>') else {
                if !last && element.len() < ELEMENT {
                    // The element goes on in the next chunk; the byte before its name tells
                    // whether it is one.
                    self.buffer.drain(..at.saturating_sub(1));
                    return;
                }
                done = at + NAME.len();
                continue;
            };
            let starts_tag = at > 0 && matches!(self.buffer[at - 1], b'<' | b':');
            if starts_tag
                && self.found.len() < MAX_MERGES
                && let Some(range) = range_of(&element[..end])
            {
                self.found.push(range);
            }
            done = at + end;
        }
        // A name that the chunk's end cuts in two is still to come.
        let keep_from = done.max(self.buffer.len().saturating_sub(NAME.len()));
        self.buffer.drain(..keep_from);
    }
}

fn range_of(element: &[u8]) -> Option<Range> {
    let text = std::str::from_utf8(element).ok()?;
    let (_, rest) = text.split_once("ref=")?;
    let quote = rest.chars().next()?;
    let value = rest[1..].split(quote).next()?;
    a1::parse_range(value).filter(Range::spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_found_wherever_chunks_end() {
        let rows = "<row r=\"1\"><c r=\"A1\"/></row>".repeat(40);
        let xml = format!(
            "<sheetData>{rows}</sheetData><mergeCells count=\"3\"><mergeCell ref=\"A1:C1\"/><x:mergeCell ref='D1:D2' /><mergeCell ref=\"E5\"/></mergeCells>"
        );
        for size in [1, 2, 7, 64, 300, 5000] {
            let mut scanner = MergeScanner::default();
            for chunk in xml.as_bytes().chunks(size) {
                scanner.feed(chunk);
            }
            let found = scanner.finish();
            let range = |first_row, first_col, last_row, last_col| Range {
                first_row,
                first_col,
                last_row,
                last_col,
            };
            assert_eq!(
                found,
                [range(0, 0, 0, 2), range(0, 3, 1, 3)],
                "chunks of {size}"
            );
        }
    }
}
