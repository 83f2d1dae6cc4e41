//! Spreadsheets and csv in and out: cells, merges, headers, write-back into an original layout.
//!
//! Everything works on bytes that are handed in. Files are recognised by their content, never by
//! their extension, because departments rename them freely. Nothing in a workbook is executed:
//! formulas give their cached value and macros are ignored.

pub mod cell;
mod circular;
pub mod columns;
mod delimited;
pub mod header;
mod kind;
pub mod limits;
mod lines;
mod look;
mod notes;
mod package;
pub mod read;
pub mod sheet;
pub mod stream;
pub mod tables;
mod text;
pub mod write;
mod xls;
mod xlsx;

pub use cell::Cell;
pub use columns::{ColumnMatch, match_columns, match_titles};
pub use header::{
    HeaderColumn, HeaderReading, SheetKind, is_footer_row, read_header, read_header_of_rows,
    read_header_of_sheet_start,
};
pub use limits::Limits;
pub use read::read;
pub use sheet::{Book, BookIssue, DropDown, Range, Sheet};
pub use stream::{SheetStart, stream_rows};
pub use tables::read_tables;
pub use write::{
    CellWrite, Mark, ReportCell, ReportSheet, WriteValue, csv_table, fill, report, table,
    table_of_cells, write_cells,
};
