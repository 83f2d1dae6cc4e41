//! Records of a BIFF8 stream: the binary form of old workbooks ([MS-XLS]).

use std::io::{Cursor, Read};

/// Longest workbook stream that is taken apart; the largest possible xls is far smaller.
const MAX_STREAM: u64 = 512 << 20;

/// The stream of an xls that holds the workbook.
pub(super) fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = ["/Workbook", "/WORKBOOK", "/Book", "/BOOK"]
        .into_iter()
        .find(|name| file.is_stream(name))?;
    let mut stream = Vec::new();
    file.open_stream(name)
        .ok()?
        .take(MAX_STREAM)
        .read_to_end(&mut stream)
        .ok()?;
    Some(stream)
}

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    /// Its type.
    pub(super) kind: u16,
    /// Its content.
    pub(super) data: Data<'a>,
}

/// The records of a stream from a place on.
pub(super) fn records(stream: &[u8], start: usize) -> impl Iterator<Item = Record<'_>> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let head = Data(rest);
        let (kind, length) = (head.u16(0)?, usize::from(head.u16(2)?));
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some(Record {
            kind,
            data: Data(data),
        })
    })
}

/// Little-endian content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Data<'a>(pub(super) &'a [u8]);

impl<'a> Data<'a> {
    pub(super) fn u8(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    pub(super) fn u16(self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.0.get(at..at + 2)?.try_into().ok()?))
    }

    pub(super) fn u32(self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.0.get(at..at + 4)?.try_into().ok()?))
    }

    pub(super) fn f64(self, at: usize) -> Option<f64> {
        Some(f64::from_le_bytes(self.0.get(at..at + 8)?.try_into().ok()?))
    }

    /// What follows a place.
    pub(super) fn from(self, at: usize) -> Data<'a> {
        Data(self.0.get(at..).unwrap_or_default())
    }

    /// A string whose length (in characters) stands in one byte; with the bytes it takes.
    pub(super) fn short_string(self, at: usize) -> Option<(String, usize)> {
        let length = usize::from(self.u8(at)?);
        self.characters(at + 1, length)
            .map(|(text, size)| (text, size + 1))
    }

    /// A string whose length (in characters) stands in two bytes; with the bytes it takes.
    pub(super) fn string(self, at: usize) -> Option<(String, usize)> {
        let length = usize::from(self.u16(at)?);
        self.characters(at + 2, length)
            .map(|(text, size)| (text, size + 2))
    }

    /// Characters behind a byte that tells whether they are wide; with the bytes it takes.
    pub(super) fn characters(self, at: usize, length: usize) -> Option<(String, usize)> {
        if self.u8(at)? & 1 == 0 {
            let bytes = self.0.get(at + 1..at + 1 + length)?;
            Some((
                bytes.iter().map(|byte| char::from(*byte)).collect(),
                1 + length,
            ))
        } else {
            let bytes = self.0.get(at + 1..at + 1 + length * 2)?;
            let wide: Vec<u16> = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                .collect();
            Some((String::from_utf16_lossy(&wide), 1 + length * 2))
        }
    }
}
