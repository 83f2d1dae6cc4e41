//! A value of a column as text for CSV.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float64Type, Int16Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
};
use arrow_schema::DataType;

use crate::person_columns::day_of;

/// The text of a value; empty when none is held. Days are ISO 8601.
///
/// # Panics
/// On a type that no exported table has.
pub(super) fn of(column: &dyn Array, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        // Always with a decimal point, so that other tools see a fraction in every row.
        DataType::Float64 => format!("{:?}", column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => day_of(column.as_primitive::<Date32Type>().value(row))
            .map(|day| day.to_string())
            .unwrap_or_default(),
        other => unreachable!("no exported table has a column of type {other}"),
    }
}
