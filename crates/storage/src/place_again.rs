//! Records placed anew (重新对址): an address that led nowhere leads to a dwelling once the name in
//! it is known. The records stay what they are, with their source and day; only where they lead
//! changes, and their entities are resolved again.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use catalog::values::Values;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::WriteTx;
use crate::bulk::select_by_keys;
use crate::failure::problem;
use crate::family::families_of;
use crate::record::{RecordView, records_of_entities, seal, view};

/// A record with its values as placed now.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedRecord {
    /// The record.
    pub id: i64,
    /// The entity it belongs to.
    pub entity: i64,
    /// Keyed digest of its strong key.
    pub strong_key: Option<i64>,
    /// Keyed digest of its weak key, which the dwelling is a part of.
    pub weak_key: Option<i64>,
    /// Its values.
    pub values: Values,
}

impl WriteTx {
    /// The records that make up entities, those of whatever was merged into them included, as
    /// this write sees them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn records_of(&mut self, entities: &[i64]) -> Result<Vec<RecordView>, Problem> {
        self.hold_registry().await?;
        let families = families_of(self.connection(), entities).await?;
        let members: Vec<i64> = families.into_values().flatten().collect();
        let rows = select_by_keys(self.connection(), &members, records_of_entities).await?;
        rows.iter().map(|row| view(&self.ring, row)).collect()
    }

    /// Keeps records as placed now and resolves their entities again, which says how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn place_again(
        &mut self,
        records: Vec<PlacedRecord>,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<u64, Problem> {
        self.hold_registry().await?;
        let mut entities: Vec<i64> = records.iter().map(|record| record.entity).collect();
        entities.sort_unstable();
        entities.dedup();
        for record in records {
            let mut update = Query::update();
            update
                .table("record")
                .value("strong_key", record.strong_key)
                .value("weak_key", record.weak_key)
                .value("payload", seal(&self.ring, record.id, &record.values))
                .and_where(Expr::col("id").eq(record.id));
            self.connection().execute(&update).await.map_err(problem)?;
        }
        self.resolve_again(&entities, community_of).await?;
        Ok(entities.len() as u64)
    }
}
