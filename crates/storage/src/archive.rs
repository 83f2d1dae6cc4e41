//! What was known on a day: the records of an entity as they stood then, those of deliveries that
//! have been undone since included.
//!
//! A record is known from the moment its delivery was loaded until the moment it was undone; both
//! are in the database, so a question about a past day has the same answer for ever.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::entity::kind_of;
use crate::failure::problem;
use crate::family::families_at;
use crate::record::{RecordView, records_of_entities, view};
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
        let mut gone = put_aside(entities.to_vec());
        gone.column(("gone_record", "gone_at"));
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
        if entities.is_empty() {
            return Ok(Vec::new());
        }
        let entities = families_at(self.reader(), entities, at).await?;
        let mut held = records_of_entities(entities.clone());
        held.and_where(Expr::col(("link", "decided_at")).lte(at));
        let gone = gone_records(entities, at);
        let mut records = Vec::new();
        for select in [held, gone] {
            let rows = self.reader().query_all(&select).await.map_err(problem)?;
            for row in &rows {
                records.push(view(self.ring(), row)?);
            }
        }
        records.sort_unstable_by_key(|record| (record.entity, record.id));
        Ok(records)
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

impl WriteTx {
    /// Puts the records of a delivery and their links aside, before they leave the registry.
    pub(crate) async fn archive_records_of(&self, delivery: i64) -> Result<(), Problem> {
        let columns = "id, delivery_id, kind, sheet, row, payload, entity_id, method, score, \
                       decided_by, linked_at, gone_at";
        let (gone_at, of) = match self.connection().get_database_backend() {
            DbBackend::Postgres => ("$1", "$2"),
            _ => ("?", "?"),
        };
        // A copy inside the database: millions of sealed payloads need not pass through here.
        let sql = format!(
            "INSERT INTO gone_record ({columns}) \
             SELECT r.id, r.delivery_id, r.kind, r.sheet, r.row, r.payload, l.entity_id, l.method, \
             l.score, l.decided_by, l.decided_at, CAST({gone_at} AS bigint) \
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

/// Records put aside that were known at a moment, in the columns of [`records_of_entities`].
pub(crate) fn gone_records(entities: Vec<i64>, at: Timestamp) -> SelectStatement {
    let mut select = put_aside(entities);
    select
        .and_where(Expr::col(("gone_record", "linked_at")).lte(at))
        .and_where(Expr::col(("gone_record", "gone_at")).gt(at));
    select
}

/// Records put aside, in the columns of [`records_of_entities`].
fn put_aside(entities: Vec<i64>) -> SelectStatement {
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
        .expr(Expr::cust("CAST(NULL AS bigint)"))
        .from("gone_record")
        .inner_join(
            "delivery",
            Expr::col(("delivery", "id")).equals(("gone_record", "delivery_id")),
        )
        .and_where(Expr::col(("gone_record", "entity_id")).is_in(entities));
    select
}
