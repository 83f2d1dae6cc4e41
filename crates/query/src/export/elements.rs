//! Columns for the elements that rules may compare and that no other column of the table is of.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use catalog::element::{DataElement, Dictionary, ValueKind};
use rules::{Cell, Subject};

use crate::partition::Partition;
use crate::rule_columns::table;
use crate::sheet::is_comparable;

/// Elements that a column of another name holds: 性别, 房屋用途, 建筑面积 ….
const UNDER_OTHER_NAMES: [&str; 5] = [
    "sex",
    "dwelling_use",
    "floor_area",
    "place_status",
    "place_name",
];

/// The columns of a table with those of elements behind them, each named by the element's id. They
/// are always all there, held or not, so that the SQL of a rule never lacks one.
pub(super) fn join(own: &Schema, subject: Subject) -> SchemaRef {
    let mut fields: Vec<Field> = own
        .fields()
        .iter()
        .map(|field| Field::clone(field))
        .collect();
    for element in Dictionary::shipped().all() {
        let taken = UNDER_OTHER_NAMES.contains(&element.id.as_str())
            || own.field_with_name(&element.id).is_ok();
        if subject.holds(element) && !taken && is_comparable(element.no) {
            fields.push(Field::new(&element.id, kind(element), true));
        }
    }
    Arc::new(Schema::new(fields))
}

/// The columns of a schema from a place on, which are of elements.
pub(super) fn columns(
    partition: &Partition,
    subject: Subject,
    schema: &Schema,
    from: usize,
) -> Vec<ArrayRef> {
    schema.fields()[from..]
        .iter()
        .filter_map(|field| Dictionary::shipped().by_id(field.name()))
        .map(|element| column(partition, subject, element))
        .collect()
}

fn kind(element: &DataElement) -> DataType {
    match element.kind {
        // Months are their first day.
        ValueKind::Date | ValueKind::Month => DataType::Date32,
        ValueKind::Integer | ValueKind::Decimal => DataType::Float64,
        ValueKind::YesNo => DataType::Boolean,
        _ => DataType::Utf8,
    }
}

fn column(partition: &Partition, subject: Subject, element: &DataElement) -> ArrayRef {
    let columns = table(&[], partition, subject);
    let column = columns.column(element.no);
    let cells = (0..columns.rows()).map(|row| column.as_ref()?.cell(row));
    match kind(element) {
        DataType::Date32 => Arc::new(
            cells
                .map(|cell| match cell {
                    Some(Cell::Day(day)) => Some(day),
                    _ => None,
                })
                .collect::<Date32Array>(),
        ),
        DataType::Float64 => Arc::new(
            cells
                .map(|cell| match cell {
                    Some(Cell::Number(number)) => Some(number),
                    _ => None,
                })
                .collect::<Float64Array>(),
        ),
        DataType::Boolean => Arc::new(
            cells
                .map(|cell| match cell {
                    Some(Cell::YesNo(yes)) => Some(yes),
                    _ => None,
                })
                .collect::<BooleanArray>(),
        ),
        _ => Arc::new(
            cells
                .map(|cell| match cell {
                    Some(Cell::Text(text)) => Some(text.to_owned()),
                    Some(Cell::Area(area)) => Some(area.to_string()),
                    _ => None,
                })
                .collect::<StringArray>(),
        ),
    }
}
