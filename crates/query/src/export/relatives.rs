//! The table `relatives`: members of the household, spouses, children and parents, as far as they
//! are known; `people` says of whom they all are.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use rules::{Relation, Subject};

use super::tables::{repeated, schema};
use crate::partition::Partition;
use crate::rule_columns::table;

/// The relations of the table, with their words in it.
const RELATIONS: [(Relation, &str); 4] = [
    (Relation::Household, "household"),
    (Relation::Spouse, "spouse"),
    (Relation::Children, "child"),
    (Relation::Parents, "parent"),
];

pub(super) fn schema_of() -> SchemaRef {
    schema(&[
        ("person_id", DataType::Int64),
        ("community_code", DataType::Utf8),
        ("relation", DataType::Utf8),
        ("relative_id", DataType::Int64),
    ])
}

pub(super) fn batch(partition: &Partition, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let people = table(&[], partition, Subject::Person);
    let id = &partition.people().id;
    let (mut own, mut words, mut others) = (Vec::new(), StringBuilder::new(), Vec::new());
    for (relation, word) in RELATIONS {
        let Some(members) = people.relation(relation) else {
            continue;
        };
        for row in 0..people.rows() {
            for member in members.of(row).0 {
                own.push(id.value(row));
                words.append_value(word);
                others.push(id.value(member as usize));
            }
        }
        for link in partition.outside.kin.of(relation) {
            own.push(id.value(link.row as usize));
            words.append_value(word);
            others.push(link.id);
        }
    }
    let rows = own.len();
    RecordBatch::try_new(
        schema.clone(),
        vec![
            Arc::new(Int64Array::from(own)),
            repeated(partition.community(), rows),
            Arc::new(words.finish()),
            Arc::new(Int64Array::from(others)),
        ],
    )
}

/// Of whom all members of a set are known.
pub(super) fn known(partition: &Partition, relation: Relation) -> ArrayRef {
    let people = table(&[], partition, Subject::Person);
    let members = people.relation(relation);
    let complete: BooleanArray = (0..people.rows())
        .map(|row| Some(members.as_ref().is_some_and(|members| members.of(row).1)))
        .collect();
    Arc::new(complete)
}
