//! What was known on a day: the records of an entity as they stood then, those of deliveries that
//! have been undone since included.
//!
//! A record is known from the moment its delivery was loaded until the moment it was undone; both
//! are in the database, and so is what people merged and split off until then ([`crate::moved`]), so
//! a question about a past day has the same answer for ever.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use rustc_hash::FxHashSet;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

use crate::bulk::{in_parallel, select_by_keys};
use crate::entity::kind_of;
use crate::failure::problem;
use crate::family::families_at;
use crate::moved::Moved;
use crate::record::{RecordView, linked_records, records_of_entities, view};
use crate::{Store, Timestamp, WriteTx};

/// A record with the moments between which the registry knew it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordSpan {
    /// The record; it was known from when it was linked.
    pub record: RecordView,
    /// When its delivery was undone; `None` while it is held.
    pub gone_at: Option<Timestamp>,
}

impl Store {
    /// Every record that was ever known of some entities, those of merged ones not included, with
    /// the moments between which it was.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn record_spans(&self, entities: &[i64]) -> Result<Vec<RecordSpan>, Problem> {
        if entities.is_empty() {
            return Ok(Vec::new());
        }
        let mut spans: Vec<RecordSpan> = self
            .records_of_all(entities)
            .await?
            .into_iter()
            .map(|record| RecordSpan {
                record,
                gone_at: None,
            })
            .collect();
        let mut gone = put_aside();
        gone.column(("gone_record", "gone_at"))
            .and_where(Expr::col(("gone_record", "entity_id")).is_in(entities.iter().copied()));
        let rows = self.reader().query_all(&gone).await.map_err(problem)?;
        for row in &rows {
            spans.push(RecordSpan {
                record: view(self.ring(), row)?,
                gone_at: Some(row.try_get_by_index(13).map_err(problem)?),
            });
        }
        spans.sort_unstable_by_key(|span| (span.record.entity, span.record.id));
        Ok(spans)
    }

    /// The records of some entities that were in the registry at a moment, with those of whatever
    /// was merged with them at that moment, in order of entity and record.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn records_known(
        &self,
        entities: &[i64],
        at: Timestamp,
    ) -> Result<Vec<RecordView>, Problem> {
        let entities = families_at(self.reader(), entities, at).await?;
        let records = self.records_at(&entities, at).await?;
        Ok(records.into_iter().map(|(_, record)| record).collect())
    }

    /// The records that stood with some entities at a moment, each with its kind, in order of
    /// entity and record. The one answer to where a record stood, for a page and for figures.
    pub(crate) async fn records_at(
        &self,
        entities: &[i64],
        at: Timestamp,
    ) -> Result<Vec<(EntityKind, RecordView)>, Problem> {
        let wanted: FxHashSet<i64> = entities.iter().copied().collect();
        let mut rows = Vec::new();
        for kept in [HELD, GONE] {
            for column in ["entity_id", "machine_entity"] {
                rows.extend(self.known_by(kept, column, entities, at).await?);
            }
        }
        // Read after them, so that what is moved or given back meanwhile is found all the same.
        let moved = Moved::at(self.reader(), at).await?;
        let back = moved.given_back_by(&wanted);
        for kept in [HELD, GONE] {
            rows.extend(self.known_by(kept, kept.record, &back, at).await?);
        }
        let ring = self.ring().clone();
        let records = in_parallel(rows, move |row: QueryResult| {
            let kind = kind_of(row.try_get_by_index(13).map_err(problem)?)?;
            let record = moved.as_then(view(&ring, &row)?);
            Ok(wanted.contains(&record.entity).then_some((kind, record)))
        });
        let mut records: Vec<(EntityKind, RecordView)> =
            records.await?.into_iter().flatten().collect();
        records.sort_unstable_by_key(|(_, record)| (record.entity, record.id));
        // Undone between two questions, a record stands in both answers; moved from one of the
        // entities to another, it is found from both.
        records.dedup_by_key(|(_, record)| record.id);
        Ok(records)
    }

    /// Rows of records known at a moment, by a column that says where they are or what they are.
    async fn known_by(
        &self,
        kept: Kept,
        column: &'static str,
        keys: &[i64],
        at: Timestamp,
    ) -> Result<Vec<QueryResult>, Problem> {
        let select = |keys: Vec<i64>| {
            let mut select = (kept.known)(at);
            select.and_where(Expr::col((kept.links, column)).is_in(keys));
            select
        };
        select_by_keys(self.reader(), keys, select).await
    }

    /// How many of some records have left the registry, because their delivery was undone.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn count_gone(&self, records: &[i64]) -> Result<u64, Problem> {
        let rows = select_by_keys(self.reader(), records, |ids| {
            let mut select = Query::select();
            select
                .column("id")
                .from("gone_record")
                .and_where(Expr::col("id").is_in(ids));
            select
        });
        Ok(rows.await?.len() as u64)
    }

    /// The records of some entities by entity and id.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn records_of_all(&self, entities: &[i64]) -> Result<Vec<RecordView>, Problem> {
        if entities.is_empty() {
            return Ok(Vec::new());
        }
        let select = records_of_entities(entities.to_vec());
        let rows = self.reader().query_all(&select).await.map_err(problem)?;
        rows.iter().map(|row| view(self.ring(), row)).collect()
    }

    /// What an entity is, whether it is still in the registry or not; `None` when the number was
    /// never given.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn entity_kind(&self, id: i64) -> Result<Option<EntityKind>, Problem> {
        let mut select = Query::select();
        select
            .column("kind")
            .from("entity")
            .and_where(Expr::col("id").eq(id));
        let row = self.reader().query_one(&select).await.map_err(problem)?;
        row.map(|row| kind_of(row.try_get_by_index(0).map_err(problem)?))
            .transpose()
    }
}

/// Where records with their links are: in the registry, or put aside.
#[derive(Clone, Copy)]
struct Kept {
    /// The table that says with which entity a record stands.
    links: &'static str,
    /// Its column that names the record.
    record: &'static str,
    /// Everything in it that was known at a moment, with the kind.
    known: fn(Timestamp) -> SelectStatement,
}

const HELD: Kept = Kept {
    links: "link",
    record: "record_id",
    known: held_at,
};

const GONE: Kept = Kept {
    links: "gone_record",
    record: "id",
    known: gone_at,
};

fn held_at(at: Timestamp) -> SelectStatement {
    let mut select = linked_records();
    select
        .column(("record", "kind"))
        .and_where(Expr::col(("link", "decided_at")).lte(at));
    select
}

fn gone_at(at: Timestamp) -> SelectStatement {
    let mut select = put_aside();
    select
        .column(("gone_record", "kind"))
        .and_where(Expr::col(("gone_record", "linked_at")).lte(at))
        .and_where(Expr::col(("gone_record", "gone_at")).gt(at));
    select
}

impl WriteTx {
    /// Puts the records of a delivery and their links aside, before they leave the registry.
    pub(crate) async fn archive_records_of(&self, delivery: i64) -> Result<(), Problem> {
        let columns = "id, delivery_id, kind, sheet, row, payload, entity_id, method, score, \
                       decided_by, linked_at, machine_entity, gone_at";
        let (gone_at, of) = match self.connection().get_database_backend() {
            DbBackend::Postgres => ("$1", "$2"),
            _ => ("?", "?"),
        };
        // A copy inside the database: millions of sealed payloads need not pass through here.
        let sql = format!(
            "INSERT INTO gone_record ({columns}) \
             SELECT r.id, r.delivery_id, r.kind, r.sheet, r.row, r.payload, l.entity_id, l.method, \
             l.score, l.decided_by, l.decided_at, l.machine_entity, CAST({gone_at} AS bigint) \
             FROM record r JOIN link l ON l.record_id = r.id WHERE r.delivery_id = {of}"
        );
        let statement = Statement::from_sql_and_values(
            self.connection().get_database_backend(),
            sql,
            [self.at().into(), delivery.into()],
        );
        self.connection()
            .execute_raw(statement)
            .await
            .map(drop)
            .map_err(problem)
    }
}

/// Records put aside, in the columns of [`linked_records`].
fn put_aside() -> SelectStatement {
    let mut select = Query::select();
    select
        .column(("gone_record", "id"))
        .column(("gone_record", "delivery_id"))
        .column(("delivery", "source_no"))
        .column(("delivery", "as_of"))
        .column(("gone_record", "sheet"))
        .column(("gone_record", "row"))
        .column(("gone_record", "payload"))
        .column(("gone_record", "entity_id"))
        .column(("gone_record", "method"))
        .column(("gone_record", "score"))
        .column(("gone_record", "decided_by"))
        .column(("gone_record", "linked_at"))
        .column(("gone_record", "machine_entity"))
        .from("gone_record")
        .inner_join(
            "delivery",
            Expr::col(("delivery", "id")).equals(("gone_record", "delivery_id")),
        );
    select
}
