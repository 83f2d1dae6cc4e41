//! Undo: a whole delivery leaves the registry, and what is left is exactly what the other
//! deliveries say.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};

use crate::change_log::UNPLACED;
use crate::delivery::DeliveryState;
use crate::entity::kind_no;
use crate::failure::problem;
use crate::{Audit, Store, WriteTx};

/// What an undo did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Entities that had records of the delivery.
    pub entities: u64,
    /// Those of them that have no record left and are gone from the registry.
    pub retired: u64,
    /// Its records were all about people and had no keys, and nothing of estates was learned from it:
    /// whoever keeps the keys of the registry and its estates in memory has nothing to take out.
    pub without_keys: bool,
    /// Communities whose entities changed, [`UNPLACED`] for entities without one; in order.
    pub communities: Vec<String>,
}

impl Store {
    /// Takes a loaded delivery out of the registry in one transaction: its links and records go,
    /// every entity they belonged to is worked out again from its remaining records (those of
    /// its whole family, when it was merged), entities without any are retired. The delivery, its
    /// file and its issues stay, and so does what people decided about who is who; its records
    /// are put aside for questions about what was known on a day ([`Store::records_known`]).
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
        let by_keys = tx.is_known_by_keys(delivery).await?;
        tx.note_former_keys(delivery).await?;
        tx.archive_records_of(delivery).await?;
        tx.delete_records_of(delivery).await?;
        let learned = tx.forget_learned(delivery).await?;
        tx.forget_keys_of_present().await?;
        let mut undone = Undone {
            entities: entities.len() as u64,
            without_keys: !by_keys && learned == 0,
            ..Undone::default()
        };
        let retired = tx.resolve_again(&entities, community_of).await?;
        undone.retired = entities.iter().filter(|id| retired.contains(id)).count() as u64;
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

    async fn is_known_by_keys(&self, delivery: i64) -> Result<bool, Problem> {
        let mut select = Query::select();
        select
            .column("id")
            .from("record")
            .and_where(Expr::col("delivery_id").eq(delivery))
            .cond_where(
                Condition::any()
                    .add(Expr::col("strong_key").is_not_null())
                    .add(Expr::col("weak_key").is_not_null())
                    .add(Expr::col("kind").ne(kind_no(EntityKind::Person))),
            )
            .limit(1);
        let found = self.connection().query_one(&select).await;
        Ok(found.map_err(problem)?.is_some())
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
}
