//! Undo: a whole delivery leaves the registry, and what is left is exactly what the other
//! deliveries say.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::{Candidate, Current};
use rustc_hash::FxHashMap;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::bulk::{in_parallel, select_by_keys};
use crate::change_log::UNPLACED;
use crate::delivery::DeliveryState;
use crate::entity::{ACTIVE, RETIRED, kind_of};
use crate::failure::problem;
use crate::record::{RecordView, records_of_entities, view};
use crate::{Audit, EntityRow, Store, WriteTx};

/// What an undo did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Entities that had records of the delivery.
    pub entities: u64,
    /// Those of them that have no record left and are gone from the registry.
    pub retired: u64,
    /// Communities whose entities changed, [`UNPLACED`] for entities without one; in order.
    pub communities: Vec<String>,
}

/// Entities that are resolved again at once.
const ENTITIES: usize = 5000;

impl Store {
    /// Takes a loaded delivery out of the registry in one transaction: its links and records go,
    /// every entity they belonged to is resolved again from its remaining records, entities
    /// without any are retired. The delivery, its file and its issues stay, and its records are
    /// put aside for questions about what was known on a day ([`Store::records_known`]).
    ///
    /// `community_of` says in which community an entity is listed, as at loading.
    ///
    /// # Errors
    /// `delivery-missing`; `delivery-not-loaded` when it is not in the registry.
    pub async fn undo(
        &self,
        audit: Audit,
        delivery: i64,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<Undone, Problem> {
        let mut tx = self.write(audit).await?;
        tx.hold_registry().await?;
        tx.step(
            delivery,
            DeliveryState::Loaded,
            DeliveryState::Undone,
            "delivery-not-loaded",
        )
        .await?;
        let entities = tx.entities_with_records_of(delivery).await?;
        tx.archive_records_of(delivery).await?;
        tx.delete_records_of(delivery).await?;
        tx.forget_learned(delivery).await?;
        let mut undone = Undone {
            entities: entities.len() as u64,
            ..Undone::default()
        };
        for some in entities.chunks(ENTITIES) {
            let resolved = tx.resolve_again(some, community_of.clone()).await?;
            undone.retired += resolved
                .iter()
                .filter(|(_, state)| *state == RETIRED)
                .count() as u64;
            tx.put_entities(delivery, resolved).await?;
        }
        undone.communities = tx
            .touched()
            .map(|community| community.unwrap_or(UNPLACED).to_owned())
            .collect();
        undone.communities.sort_unstable();
        tx.commit().await?;
        Ok(undone)
    }
}

impl WriteTx {
    async fn entities_with_records_of(&self, delivery: i64) -> Result<Vec<i64>, Problem> {
        let mut select = Query::select();
        select
            .distinct()
            .column(("link", "entity_id"))
            .from("record")
            .inner_join(
                "link",
                Expr::col(("link", "record_id")).equals(("record", "id")),
            )
            .and_where(Expr::col(("record", "delivery_id")).eq(delivery));
        let rows = self
            .connection()
            .query_all(&select)
            .await
            .map_err(problem)?;
        let ids: Result<Vec<i64>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
        let mut ids = ids.map_err(problem)?;
        ids.sort_unstable();
        Ok(ids)
    }

    async fn delete_records_of(&self, delivery: i64) -> Result<(), Problem> {
        let mut of_delivery = Query::select();
        of_delivery
            .column("id")
            .from("record")
            .and_where(Expr::col("delivery_id").eq(delivery));
        let mut links = Query::delete();
        links
            .from_table("link")
            .and_where(Expr::col("record_id").in_subquery(of_delivery));
        self.connection().execute(&links).await.map_err(problem)?;
        let mut records = Query::delete();
        records
            .from_table("record")
            .and_where(Expr::col("delivery_id").eq(delivery));
        self.connection()
            .execute(&records)
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Entities as their remaining records make them, with their new state.
    pub(crate) async fn resolve_again(
        &self,
        ids: &[i64],
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Send + Sync + 'static,
    ) -> Result<Vec<(EntityRow, i16)>, Problem> {
        let mut left = self.remaining_records(ids).await?;
        let entities: Vec<_> = self
            .kinds(ids)
            .await?
            .into_iter()
            .map(|(id, kind)| (id, kind, left.remove(&id).unwrap_or_default()))
            .collect();
        in_parallel(entities, move |(id, kind, records)| {
            let current = resolve(&records);
            let state = if records.is_empty() { RETIRED } else { ACTIVE };
            let community = if state == ACTIVE {
                community_of(kind, &current)
            } else {
                None
            };
            Ok((
                EntityRow {
                    id,
                    kind,
                    community,
                    current,
                },
                state,
            ))
        })
        .await
    }

    async fn remaining_records(
        &self,
        ids: &[i64],
    ) -> Result<FxHashMap<i64, Vec<RecordView>>, Problem> {
        let rows = select_by_keys(self.connection(), ids, records_of_entities).await?;
        let ring = self.ring.clone();
        let records = in_parallel(rows, move |row| view(&ring, &row)).await?;
        let mut by_entity: FxHashMap<i64, Vec<RecordView>> = FxHashMap::default();
        for record in records {
            by_entity.entry(record.entity).or_default().push(record);
        }
        Ok(by_entity)
    }

    async fn kinds(&self, ids: &[i64]) -> Result<Vec<(i64, EntityKind)>, Problem> {
        let rows = select_by_keys(self.connection(), ids, |ids| {
            let mut select = Query::select();
            select
                .columns(["id", "kind"])
                .from("entity")
                .and_where(Expr::col("id").is_in(ids));
            select
        });
        let read = |row: &sea_orm::QueryResult| {
            let id = row.try_get_by_index(0).map_err(problem)?;
            Ok((id, kind_of(row.try_get_by_index(1).map_err(problem)?)?))
        };
        rows.await?.iter().map(read).collect()
    }
}

fn resolve(records: &[RecordView]) -> Current {
    let mut current = Current::default();
    for record in records {
        let candidate = Candidate {
            record: record.id,
            source: record.source,
            as_of: record.as_of,
            values: &record.values,
        };
        current.absorb(Sources::shipped(), candidate);
    }
    current
}
