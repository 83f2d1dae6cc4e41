//! Csv in the encodings departments use.

use catalog::problem::{Problem, ProblemKind};

use super::Cell;

/// Text encoding of a csv file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As Chinese Excel saves csv.
    Gb18030,
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Marked,
}

/// Rows are encoded in chunks, because the encoder works on whole texts.
const CHUNK: usize = 1 << 20;

/// A csv file being written.
pub(crate) struct CsvFile {
    encoding: Encoding,
    text: csv::Writer<Vec<u8>>,
    bytes: Vec<u8>,
    rows: u32,
}

impl CsvFile {
    /// A file that starts with these titles.
    pub(crate) fn new(encoding: Encoding, titles: &[&str]) -> Result<Self, Problem> {
        let bytes = match encoding {
            Encoding::Utf8Marked => b"\xef\xbb\xbf".to_vec(),
            Encoding::Gb18030 | Encoding::Utf8 => Vec::new(),
        };
        let mut file = Self {
            encoding,
            text: writer(),
            bytes,
            rows: 0,
        };
        file.text.write_record(titles).map_err(failed)?;
        file.rows = 1;
        Ok(file)
    }

    /// Writes a row and answers its number, from 1, the titles counted.
    pub(crate) fn row(&mut self, cells: &[Cell]) -> Result<u32, Problem> {
        for cell in cells {
            match cell {
                Cell::Empty => self.text.write_field(""),
                Cell::Text(text) => self.text.write_field(text),
                Cell::Word(text) => self.text.write_field(text),
                Cell::Number(number) => self.text.write_field(number.to_string()),
            }
            .map_err(failed)?;
        }
        self.text.write_record(None::<&[u8]>).map_err(failed)?;
        self.rows += 1;
        if self.text.get_ref().len() > CHUNK {
            self.encode()?;
        }
        Ok(self.rows)
    }

    fn encode(&mut self) -> Result<(), Problem> {
        let done = std::mem::replace(&mut self.text, writer());
        let bytes = done.into_inner().map_err(failed)?;
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Marked => self.bytes.extend_from_slice(&bytes),
            Encoding::Gb18030 => {
                let text = std::str::from_utf8(&bytes).map_err(failed)?;
                self.bytes
                    .extend_from_slice(&encoding_rs::GB18030.encode(text).0);
            }
        }
        Ok(())
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Problem> {
        self.encode()?;
        Ok(self.bytes)
    }
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new())
}

/// Writing into memory fails only when the program is wrong.
fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "sample-not-written",
        format!("样例表格没有写成（{error}），请把这条信息反馈给维护人员。"),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn encodings_are_what_they_say() {
        let write = |encoding| {
            let mut file = CsvFile::new(encoding, &["姓名", "电话"]).unwrap();
            assert_eq!(file.row(&["张䶮".into(), Cell::Empty]).unwrap(), 2);
            file.finish().unwrap()
        };
        assert_eq!(write(Encoding::Utf8), "姓名,电话\r\n张䶮,\r\n".as_bytes());
        assert!(write(Encoding::Utf8Marked).starts_with(b"\xef\xbb\xbf"));
        let bytes = write(Encoding::Gb18030);
        let (text, _, wrong) = encoding_rs::GB18030.decode(&bytes);
        assert_eq!((text.as_ref(), wrong), ("姓名,电话\r\n张䶮,\r\n", false));
    }
}
