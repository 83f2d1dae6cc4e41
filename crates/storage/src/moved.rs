//! Records that split-offs have moved, as a moment saw them: one that was moved since stood where
//! the machine had put it, and one that was given back since stood with the entity founded for it.
//! So what was known at a moment does not depend on what anybody decided afterwards.

use catalog::problem::Problem;
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::Timestamp;
use crate::bulk::{Bulk, insert};
use crate::failure::problem;
use crate::record::RecordView;

/// Which records stood elsewhere at a moment than they do now.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    /// Entities founded since.
    since: FxHashSet<i64>,
    /// Records given back since, with the split-off that held then.
    back: FxHashMap<i64, Split>,
}

/// A split-off that held at the moment.
#[derive(Debug, Clone, Copy)]
struct Split {
    founded: i64,
    made_by: Option<i64>,
    made_at: Timestamp,
}

static GIVEN_BACK: Bulk<2> = Bulk {
    table: "given_back",
    columns: ["split_off_id", "record_id"],
    then: "",
};

/// Notes which records a split-off gives back as it is undone.
pub(crate) async fn note_given_back(
    connection: &impl ConnectionTrait,
    split: i64,
    records: &[i64],
) -> Result<(), Problem> {
    let values: Vec<Value> = records
        .iter()
        .flat_map(|record| [Value::from(split), Value::from(*record)])
        .collect();
    insert(connection, &GIVEN_BACK, values).await
}

impl Moved {
    /// Reads it for a moment; people split off few records, so that all of it is little.
    pub(crate) async fn at(
        connection: &impl ConnectionTrait,
        at: Timestamp,
    ) -> Result<Self, Problem> {
        let since = connection.query_all(&founded_since(at)).await;
        let since: Result<_, DbErr> = since
            .map_err(problem)?
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect();
        let back = connection.query_all(&given_back_since(at)).await;
        let back: Result<_, DbErr> = back.map_err(problem)?.iter().map(read_back).collect();
        Ok(Self {
            since: since.map_err(problem)?,
            back: back.map_err(problem)?,
        })
    }

    /// Records that stood with some of the entities and were given back since.
    pub(crate) fn given_back_by(&self, entities: &FxHashSet<i64>) -> Vec<i64> {
        self.back
            .iter()
            .filter(|(_, split)| entities.contains(&split.founded))
            .map(|(record, _)| *record)
            .collect()
    }

    /// Entities that have given all their records back since.
    pub(crate) fn founded_for_a_while(&self) -> impl Iterator<Item = i64> {
        self.back.values().map(|split| split.founded)
    }

    /// A record as it stood then, to the byte.
    pub(crate) fn as_then(&self, record: RecordView) -> RecordView {
        if let Some(split) = self.back.get(&record.id) {
            // What came later was put there by its print and by nobody's hand.
            let by_hand = record.linked_at <= split.made_at;
            return RecordView {
                entity: split.founded,
                machine_entity: Some(record.machine_entity.unwrap_or(record.entity)),
                decided_by: split.made_by.filter(|_| by_hand),
                ..record
            };
        }
        match record.machine_entity {
            Some(machine) if self.since.contains(&record.entity) => RecordView {
                entity: machine,
                machine_entity: None,
                decided_by: None,
                ..record
            },
            _ => record,
        }
    }
}

/// Entities that records have been taken from since a moment, as rows of `link` or `gone_record`
/// tell it.
pub(crate) fn taken_from_since(table: &'static str, at: Timestamp) -> SelectStatement {
    let mut select = Query::select();
    select
        .distinct()
        .column("machine_entity")
        .from(table)
        .and_where(Expr::col("machine_entity").is_not_null())
        .and_where(Expr::col("entity_id").in_subquery(founded_since(at)));
    select
}

/// Entities founded since, those among them whose split-off has been undone too: what is gone may
/// have stood with them last.
fn founded_since(at: Timestamp) -> SelectStatement {
    let mut select = Query::select();
    select
        .column("founded")
        .from("split_off")
        .and_where(Expr::col("made_at").gt(at));
    select
}

fn given_back_since(at: Timestamp) -> SelectStatement {
    let mut select = Query::select();
    select
        .column(("given_back", "record_id"))
        .column(("split_off", "founded"))
        .column(("split_off", "made_by"))
        .column(("split_off", "made_at"))
        .from("split_off")
        .inner_join(
            "given_back",
            Expr::col(("given_back", "split_off_id")).equals(("split_off", "id")),
        )
        .and_where(Expr::col(("split_off", "made_at")).lte(at))
        .and_where(Expr::col(("split_off", "undone_at")).gt(at));
    select
}

fn read_back(row: &QueryResult) -> Result<(i64, Split), DbErr> {
    let split = Split {
        founded: row.try_get_by_index(1)?,
        made_by: row.try_get_by_index(2)?,
        made_at: row.try_get_by_index(3)?,
    };
    Ok((row.try_get_by_index(0)?, split))
}
