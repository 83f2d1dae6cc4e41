//! Reads headers of drawn sheets and compares them.

use workbook::{HeaderReading, SheetKind, read_header};

use crate::support::{Drawing, read, stream, xlsx};

/// Reads a drawn sheet through a real xlsx, once in memory and once as a stream.
pub(crate) fn header_of(name: &str, drawing: Drawing<'_>) -> HeaderReading {
    let bytes = xlsx(&[(name, drawing)]);
    let header = read_header(&read(&bytes, "a.xlsx").sheets[0]);
    assert_eq!(
        stream(&bytes, "a.xlsx")[0].header(),
        header,
        "the stream reads the same header"
    );
    header
}

pub(crate) fn paths(header: &HeaderReading) -> Vec<String> {
    header
        .columns
        .iter()
        .map(|column| column.path.join("/"))
        .collect()
}

/// Checks a form. Rows are given as a spreadsheet numbers them.
pub(crate) fn check(
    drawing: Drawing<'_>,
    rows: (u32, u32),
    data: u32,
    columns: &[&str],
) -> HeaderReading {
    let header = header_of("名单", drawing);
    assert_eq!(header.kind, SheetKind::Form);
    assert_eq!(
        header.header_rows,
        Some((rows.0 - 1, rows.1 - 1)),
        "{:?}",
        paths(&header)
    );
    assert_eq!(paths(&header), columns);
    assert_eq!(header.data_first_row, data - 1);
    header
}
