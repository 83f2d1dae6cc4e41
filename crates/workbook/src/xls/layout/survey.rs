//! What has to be known of an xls before its cells are read.

use super::super::biff::{records, workbook_stream};

/// What an xls says about itself before its cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Whether it opens with a password only.
    pub(crate) is_encrypted: bool,
    /// Whether a sheet declares an extent that no sheet has. The cell reader reserves memory for
    /// all cells of an extent at once.
    pub(crate) is_impossible: bool,
}

/// Looks through the records of an xls.
pub(crate) fn survey(bytes: &[u8]) -> Survey {
    let mut survey = Survey::default();
    let Some(stream) = workbook_stream(bytes) else {
        return survey;
    };
    for (place, record) in records(&stream, 0).enumerate() {
        let data = record.data;
        match record.kind {
            // It is the second record, or close to it; what follows cannot be read any more.
            0x002F if place < 8 => {
                survey.is_encrypted = data.u16(0) != Some(0) || data.0.len() > 4;
                return survey;
            }
            0x0200 if data.0.len() >= 14 => {
                let possible = data.u32(4).is_some_and(|rows| rows <= 65_536)
                    && data.u16(10).is_some_and(|columns| columns <= 256);
                survey.is_impossible |= !possible;
            }
            _ => {}
        }
    }
    survey
}
