//! The table `sources`: who or what stands in which source. Who is missing from the newest whole list
//! of one does not stand in it, so that a rule as SQL answers as over the columns.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Int64Array, RecordBatch, UInt16Array};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use catalog::source::Sources;

use super::tables::{repeated, schema};
use crate::partition::Partition;

pub(super) fn schema_of() -> SchemaRef {
    schema(&[
        ("id", DataType::Int64),
        ("of", DataType::Utf8),
        ("community_code", DataType::Utf8),
        ("source_no", DataType::UInt16),
        ("source", DataType::Utf8),
    ])
}

pub(super) fn batch(partition: &Partition, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let core = &partition.core;
    let (mut ids, mut numbers) = (Vec::new(), Vec::new());
    let (mut of, mut names) = (StringBuilder::new(), StringBuilder::new());
    for (word, all, held) in [
        ("person", &core.people.id, &core.people.held),
        ("dwelling", &core.dwellings.id, &core.dwellings.held),
        ("place", &core.places.id, &core.places.held),
    ] {
        for (source, rows) in held.sources(&partition.rosters) {
            let label = Sources::shipped()
                .get(source)
                .map_or("", |source| source.label.as_str());
            for row in rows.iter() {
                ids.push(all.value(row));
                numbers.push(source.0);
                of.append_value(word);
                names.append_value(label);
            }
        }
    }
    let rows = ids.len();
    RecordBatch::try_new(
        schema.clone(),
        vec![
            Arc::new(Int64Array::from(ids)),
            Arc::new(of.finish()),
            repeated(partition.community(), rows),
            Arc::new(UInt16Array::from(numbers)),
            Arc::new(names.finish()),
        ],
    )
}
