//! The tables of an export: their columns by name, and the rows of one community.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{
    ArrayRef, Int64Array, RecordBatch, StringArray, UInt8Array, UInt16Array, UInt32Array,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use catalog::area::AreaCode;
use rules::{Relation, Subject};

use super::{BatchOf, elements, relatives, sources};
use crate::partition::Partition;
use crate::row_set::RowSet;
use crate::tags::Carriers;

/// One table.
pub(super) struct Table {
    /// File name without ending.
    pub(super) name: &'static str,
    /// Its columns.
    pub(super) schema: fn() -> SchemaRef,
    /// The rows of one partition.
    pub(super) batch: BatchOf,
}

/// Every table.
pub(super) const ALL: &[Table] = &[
    Table {
        name: "people",
        schema: people_schema,
        batch: people,
    },
    Table {
        name: "dwellings",
        schema: dwellings_schema,
        batch: dwellings,
    },
    Table {
        name: "places",
        schema: places_schema,
        batch: places,
    },
    Table {
        name: "households",
        schema: households_schema,
        batch: households,
    },
    Table {
        name: "tags",
        schema: tags_schema,
        batch: tags,
    },
    Table {
        name: "untold_tags",
        schema: tags_schema,
        batch: untold_tags,
    },
    Table {
        name: "sources",
        schema: sources::schema_of,
        batch: sources::batch,
    },
    Table {
        name: "relatives",
        schema: relatives::schema_of,
        batch: relatives::batch,
    },
];

/// A schema; ids are always held, everything else may be missing.
pub(super) fn schema(columns: &[(&str, DataType)]) -> SchemaRef {
    let field = |(name, kind): &(&str, DataType)| {
        // Every table begins with its id.
        Field::new(*name, kind.clone(), *name != columns[0].0)
    };
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

fn people_schema() -> SchemaRef {
    let own = schema(&[
        ("person_id", DataType::Int64),
        ("community_code", DataType::Utf8),
        ("hukou_community_code", DataType::Utf8),
        ("name", DataType::Utf8),
        ("sex_code", DataType::UInt8),
        ("birth_date", DataType::Date32),
        ("age", DataType::UInt8),
        ("deceased", DataType::Boolean),
        ("death_date", DataType::Date32),
        ("id_number", DataType::Utf8),
        ("phone", DataType::Utf8),
        ("address", DataType::Utf8),
        ("home_dwelling_id", DataType::Int64),
        ("hukou_dwelling_id", DataType::Int64),
        ("household_id", DataType::Int64),
        ("home_community_code", DataType::Utf8),
        ("household_known", DataType::Boolean),
        ("spouse_known", DataType::Boolean),
        ("children_known", DataType::Boolean),
        ("parents_known", DataType::Boolean),
    ]);
    elements::join(&own, Subject::Person)
}

fn people(partition: &Partition, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let people = partition.people();
    let rows = people.len();
    let hukou: StringArray = (0..rows)
        .map(|row| people.hukou_of(row).map(|code| code.to_string()))
        .collect();
    let age: UInt8Array = (0..rows)
        .map(|row| partition.age(row).and_then(|age| u8::try_from(age).ok()))
        .collect();
    let home: StringArray = (0..rows)
        .map(|row| {
            let held = people.home_held.get(row);
            partition.community().filter(|_| held)
        })
        .map(|code| code.map(|code| code.to_string()))
        .collect();
    let known = |relation: Relation| relatives::known(partition, relation);
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(people.id.clone()),
        repeated(partition.community(), rows),
        Arc::new(hukou),
        Arc::new(people.name.clone()),
        Arc::new(people.sex.clone()),
        Arc::new(people.birth.clone()),
        Arc::new(age),
        Arc::new(people.deceased.clone()),
        Arc::new(people.death.clone()),
        Arc::new(people.id_number.clone()),
        Arc::new(people.phone.clone()),
        Arc::new(people.address.clone()),
        Arc::new(people.home_dwelling.clone()),
        Arc::new(people.hukou_dwelling.clone()),
        Arc::new(people.household.clone()),
        Arc::new(home),
        known(Relation::Household),
        known(Relation::Spouse),
        known(Relation::Children),
        known(Relation::Parents),
    ];
    columns.extend(elements::columns(
        partition,
        Subject::Person,
        schema,
        columns.len(),
    ));
    RecordBatch::try_new(schema.clone(), columns)
}

fn dwellings_schema() -> SchemaRef {
    let own = schema(&[
        ("dwelling_id", DataType::Int64),
        ("community_code", DataType::Utf8),
        ("estate", DataType::Utf8),
        ("building", DataType::Utf8),
        ("unit", DataType::Utf8),
        ("floor", DataType::Int16),
        ("room", DataType::Utf8),
        ("use_code", DataType::Utf8),
        ("floor_area_m2", DataType::Float64),
        ("built_year", DataType::Int16),
        ("group_rental", DataType::Boolean),
        ("residents", DataType::UInt32),
    ]);
    elements::join(&own, Subject::Dwelling)
}

fn dwellings(partition: &Partition, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let dwellings = &partition.core.dwellings;
    let residents: UInt32Array = partition
        .occupancy
        .iter()
        .map(|occupancy| Some(occupancy.residents))
        .collect();
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(dwellings.id.clone()),
        repeated(partition.community(), dwellings.len()),
        Arc::new(dwellings.estate.clone()),
        Arc::new(dwellings.building.clone()),
        Arc::new(dwellings.unit.clone()),
        Arc::new(dwellings.floor.clone()),
        Arc::new(dwellings.room.clone()),
        Arc::new(dwellings.use_code.clone()),
        Arc::new(dwellings.floor_area.clone()),
        Arc::new(dwellings.built_year.clone()),
        Arc::new(dwellings.group_rental.clone()),
        Arc::new(residents),
    ];
    columns.extend(elements::columns(
        partition,
        Subject::Dwelling,
        schema,
        columns.len(),
    ));
    RecordBatch::try_new(schema.clone(), columns)
}

fn places_schema() -> SchemaRef {
    let own = schema(&[
        ("place_id", DataType::Int64),
        ("community_code", DataType::Utf8),
        ("name", DataType::Utf8),
        ("kind", DataType::Utf8),
        ("credit_code", DataType::Utf8),
        ("address", DataType::Utf8),
        ("status_code", DataType::Utf8),
        ("industry", DataType::Utf8),
        ("dwelling_id", DataType::Int64),
        ("registered_dwelling_id", DataType::Int64),
    ]);
    elements::join(&own, Subject::Place)
}

fn places(partition: &Partition, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let places = &partition.core.places;
    let kinds = partition.place_kinds.iter();
    let kind: StringArray = kinds.map(|kind| Some(kind.word())).collect();
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(places.id.clone()),
        repeated(partition.community(), places.len()),
        Arc::new(places.name.clone()),
        Arc::new(kind),
        Arc::new(places.credit_code.clone()),
        Arc::new(places.address.clone()),
        Arc::new(places.status.clone()),
        Arc::new(places.industry.clone()),
        Arc::new(places.dwelling.clone()),
        Arc::new(places.registered_dwelling.clone()),
    ];
    columns.extend(elements::columns(
        partition,
        Subject::Place,
        schema,
        columns.len(),
    ));
    RecordBatch::try_new(schema.clone(), columns)
}

fn households_schema() -> SchemaRef {
    schema(&[
        ("household_id", DataType::Int64),
        ("community_code", DataType::Utf8),
        ("dwelling_id", DataType::Int64),
    ])
}

/// Households, each with the dwelling it is registered in; its members are the people who name it.
fn households(partition: &Partition, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let households = &partition.households;
    let doors = partition.core.dwellings.id.values();
    let dwelling: Int64Array = households
        .door
        .iter()
        .map(|row| doors.get(*row as usize).copied())
        .collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(households.id.clone()),
        repeated(partition.community(), households.len()),
        Arc::new(dwelling),
    ];
    RecordBatch::try_new(schema.clone(), columns)
}

fn tags_schema() -> SchemaRef {
    schema(&[
        ("person_id", DataType::Int64),
        ("community_code", DataType::Utf8),
        ("tag_no", DataType::UInt16),
        ("tag", DataType::Utf8),
    ])
}

/// Who carries which tag.
fn tags(partition: &Partition, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    people_of_tags(partition, schema, |carriers| &carriers.yes)
}

/// Of whom which tag cannot be told; a table of its own, so that nobody counts them as carriers.
fn untold_tags(partition: &Partition, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    people_of_tags(partition, schema, |carriers| &carriers.unknown)
}

fn people_of_tags(
    partition: &Partition,
    schema: &SchemaRef,
    of: fn(&Carriers) -> &RowSet,
) -> Result<RecordBatch, ArrowError> {
    let people = partition.people();
    let (mut ids, mut numbers, mut names) = (Vec::new(), Vec::new(), StringBuilder::new());
    let carried = partition.carried.of(Subject::Person);
    for (tag, carriers) in partition.tag_set.of(Subject::Person).iter().zip(carried) {
        for row in of(carriers).iter() {
            ids.push(people.id.value(row));
            numbers.push(tag.no.0);
            names.append_value(&tag.name);
        }
    }
    let rows = ids.len();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(ids)),
        repeated(partition.community(), rows),
        Arc::new(UInt16Array::from(numbers)),
        Arc::new(names.finish()),
    ];
    RecordBatch::try_new(schema.clone(), columns)
}

/// The partition's community in every row.
pub(super) fn repeated(community: Option<AreaCode>, rows: usize) -> ArrayRef {
    let code = community.map(|code| code.to_string());
    Arc::new(std::iter::repeat_n(code.as_deref(), rows).collect::<StringArray>())
}
