//! Parquet files written column by column. The library's own bridge from Arrow would bring a third
//! of Arrow into the build for the eight types that tables here have.

use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float64Type, Int16Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType as Column, DoubleType, Int32Type,
    Int64Type as LongType,
};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

/// Rows of a row group, at least: readers share a file out to their threads by row groups, and a
/// group for each small community would leave each with next to nothing.
const GROUP: usize = 65_536;

/// A Parquet file that is being written.
pub(super) struct ParquetFile<'a> {
    writer: SerializedFileWriter<BufWriter<&'a File>>,
    waiting: Vec<RecordBatch>,
}

impl<'a> ParquetFile<'a> {
    /// Begins a file of these columns.
    pub(super) fn begin(file: &'a File, schema: &Schema) -> Result<Self> {
        let columns = schema
            .fields()
            .iter()
            .map(|field| column_type(field).map(Arc::new))
            .collect::<Result<_>>()?;
        let root = Type::group_type_builder("schema")
            .with_fields(columns)
            .build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .build();
        let writer =
            SerializedFileWriter::new(BufWriter::new(file), Arc::new(root), Arc::new(properties))?;
        Ok(Self {
            writer,
            waiting: Vec::new(),
        })
    }

    /// Adds rows.
    pub(super) fn add(&mut self, batch: RecordBatch) -> Result<()> {
        self.waiting.push(batch);
        let rows: usize = self.waiting.iter().map(RecordBatch::num_rows).sum();
        if rows >= GROUP { self.flush() } else { Ok(()) }
    }

    /// Ends the file; the footer has been handed to the operating system.
    pub(super) fn finish(mut self) -> Result<()> {
        self.flush()?;
        let buffer = self.writer.into_inner()?;
        buffer
            .into_inner()
            .map(drop)
            .map_err(|error| ParquetError::External(Box::new(error.into_error())))
    }

    /// Writes the waiting rows as one row group.
    fn flush(&mut self) -> Result<()> {
        let batches = std::mem::take(&mut self.waiting);
        if batches.iter().all(|batch| batch.num_rows() == 0) {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        let mut at = 0;
        while let Some(mut column) = group.next_column()? {
            for batch in &batches {
                let optional = batch.schema_ref().field(at).is_nullable();
                write_values(&mut column, batch.column(at), optional)?;
            }
            column.close()?;
            at += 1;
        }
        group.close().map(drop)
    }
}

/// How a column is stored, with what other tools should take it for.
fn column_type(field: &Field) -> Result<Type> {
    let (physical, logical) = match field.data_type() {
        DataType::Utf8 => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        DataType::Boolean => (Physical::BOOLEAN, None),
        DataType::Int16 => (Physical::INT32, Some(LogicalType::integer(16, true))),
        DataType::Int64 => (Physical::INT64, None),
        DataType::UInt8 => (Physical::INT32, Some(LogicalType::integer(8, false))),
        DataType::UInt16 => (Physical::INT32, Some(LogicalType::integer(16, false))),
        DataType::UInt32 => (Physical::INT32, Some(LogicalType::integer(32, false))),
        DataType::Float64 => (Physical::DOUBLE, None),
        DataType::Date32 => (Physical::INT32, Some(LogicalType::Date)),
        other => return Err(not_exported(other)),
    };
    let repetition = if field.is_nullable() {
        Repetition::OPTIONAL
    } else {
        Repetition::REQUIRED
    };
    Type::primitive_type_builder(field.name(), physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .build()
}

fn write_values(
    column: &mut SerializedColumnWriter<'_>,
    array: &dyn Array,
    optional: bool,
) -> Result<()> {
    match array.data_type() {
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            put::<ByteArrayType>(column, array, optional, |row| {
                ByteArray::from(texts.value(row))
            })
        }
        DataType::Boolean => {
            let bits = array.as_boolean();
            put::<BoolType>(column, array, optional, |row| bits.value(row))
        }
        DataType::Int16 => {
            let numbers = array.as_primitive::<Int16Type>();
            put::<Int32Type>(column, array, optional, |row| numbers.value(row).into())
        }
        DataType::Int64 => {
            let numbers = array.as_primitive::<Int64Type>();
            put::<LongType>(column, array, optional, |row| numbers.value(row))
        }
        DataType::UInt8 => {
            let numbers = array.as_primitive::<UInt8Type>();
            put::<Int32Type>(column, array, optional, |row| numbers.value(row).into())
        }
        DataType::UInt16 => {
            let numbers = array.as_primitive::<UInt16Type>();
            put::<Int32Type>(column, array, optional, |row| numbers.value(row).into())
        }
        DataType::UInt32 => {
            let numbers = array.as_primitive::<UInt32Type>();
            // Stored as the same 32 bits; the logical type says that they have no sign.
            put::<Int32Type>(column, array, optional, |row| {
                numbers.value(row).cast_signed()
            })
        }
        DataType::Float64 => {
            let numbers = array.as_primitive::<Float64Type>();
            put::<DoubleType>(column, array, optional, |row| numbers.value(row))
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            put::<Int32Type>(column, array, optional, |row| days.value(row))
        }
        other => Err(not_exported(other)),
    }
}

fn put<T: Column>(
    column: &mut SerializedColumnWriter<'_>,
    array: &dyn Array,
    optional: bool,
    value: impl Fn(usize) -> T::T,
) -> Result<()> {
    let values: Vec<T::T> = (0..array.len())
        .filter(|row| array.is_valid(*row))
        .map(value)
        .collect();
    let held: Option<Vec<i16>> = optional.then(|| {
        (0..array.len())
            .map(|row| i16::from(array.is_valid(row)))
            .collect()
    });
    column
        .typed::<T>()
        .write_batch(&values, held.as_deref(), None)
        .map(drop)
}

fn not_exported(kind: &DataType) -> ParquetError {
    ParquetError::NYI(format!("no exported table has a column of type {kind}"))
}
