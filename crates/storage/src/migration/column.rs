//! Columns in the few types that both databases store alike, and tables and indexes of them.

use sea_orm::sea_query::{ColumnDef, Index, IndexCreateStatement, Table, TableCreateStatement};

/// A 64-bit key counted by the database and never reused.
pub(super) fn auto_id() -> ColumnDef {
    let mut column = ColumnDef::new("id");
    column
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key();
    column
}

/// Text.
pub(super) fn text(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text().not_null();
    column
}

/// A 64-bit number: ids, keys, milliseconds.
pub(super) fn long(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer().not_null();
    column
}

/// A 32-bit number: counts, epoch days.
pub(super) fn int(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.integer().not_null();
    column
}

/// A 16-bit number: kinds, states.
pub(super) fn short(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.small_integer().not_null();
    column
}

/// A 32-bit fraction.
pub(super) fn fraction(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.float().not_null();
    column
}

/// A 64-bit fraction.
pub(super) fn real(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.double().not_null();
    column
}

/// Yes or no.
pub(super) fn yes_no(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.boolean().not_null();
    column
}

/// Bytes, mostly sealed.
pub(super) fn bytes(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.blob().not_null();
    column
}

/// The column as primary key.
pub(super) fn key(mut column: ColumnDef) -> ColumnDef {
    column.primary_key();
    column
}

/// The column with one row a value at most.
pub(super) fn unique(mut column: ColumnDef) -> ColumnDef {
    column.unique_key();
    column
}

/// The column with room for nothing.
pub(super) fn optional(mut column: ColumnDef) -> ColumnDef {
    column.null();
    column
}

/// A table of some columns.
pub(super) fn table<const N: usize>(
    name: &'static str,
    columns: [ColumnDef; N],
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    table
}

/// An index named after its table and columns.
pub(super) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name(format!("{table}_{}", columns.join("_")))
        .table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
