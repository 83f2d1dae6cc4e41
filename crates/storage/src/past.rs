//! Whole communities as they were known at a moment: everybody who may have stood in them then,
//! and what their records of then come to.
//!
//! A community that no write has touched since is as it was; of the others every entity is worked
//! out again from the records that were held at the moment, so that what is written meanwhile
//! does not matter.

use std::collections::BTreeSet;

use catalog::element::EntityKind;
use catalog::problem::Problem;
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr};

use crate::bulk::in_parallel;
use crate::change_log::UNPLACED;
use crate::entity::{ACTIVE, kind_no};
use crate::failure::problem;
use crate::family::{end_of, merges_at};
use crate::moved::{Moved, taken_from_since};
use crate::record::RecordView;
use crate::resolve::compete;
use crate::{EntityRow, REGISTRY, Store, Timestamp};

/// The kinds that figures are about; households have no records of their own.
const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Dwelling, EntityKind::Place];

/// Entities that were one at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFamily {
    /// The entity that the others had been merged into.
    pub root: i64,
    /// All of them, the root included.
    pub members: Vec<i64>,
}

impl Store {
    /// When the registry first knew anything; `None` while it never has.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn first_known(&self) -> Result<Option<Timestamp>, Problem> {
        let mut first: Option<Timestamp> = None;
        for (column, table) in [("decided_at", "link"), ("linked_at", "gone_record")] {
            let mut select = Query::select();
            select.expr(Expr::col(column).min()).from(table);
            let row = self.reader().query_one(&select).await.map_err(problem)?;
            let found: Option<Timestamp> = row
                .map(|row| row.try_get_by_index(0))
                .transpose()
                .map_err(problem)?
                .flatten();
            first = first.into_iter().chain(found).min();
        }
        Ok(first)
    }

    /// Communities (and [`UNPLACED`]) whose entities changed after a moment.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn communities_touched_after(
        &self,
        at: Timestamp,
    ) -> Result<BTreeSet<String>, Problem> {
        let mut select = Query::select();
        select
            .distinct()
            .column("community")
            .from("change_log")
            .and_where(Expr::col("subject_kind").eq(REGISTRY))
            .and_where(Expr::col("at").gt(at))
            .and_where(Expr::col("community").is_not_null());
        let rows = self.reader().query_all(&select).await.map_err(problem)?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map_err(problem))
            .collect()
    }

    /// Everybody and everything that may have stood in some communities at a moment: what stands
    /// there now, whoever has left the registry or given records away since, and whoever was one
    /// with them then.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn families_around(
        &self,
        communities: &BTreeSet<String>,
        at: Timestamp,
    ) -> Result<Vec<PastFamily>, Problem> {
        let mut around = self.left_since(at).await?;
        around.extend(self.otherwise_since(at).await?);
        for community in communities {
            around.extend(self.ids_in(community).await?);
        }
        let edges = self.edges_at(at).await?;
        let mut members: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
        for gone in edges.keys() {
            members
                .entry(end_of(&edges, *gone))
                .or_default()
                .push(*gone);
        }
        let roots: FxHashSet<i64> = around.into_iter().map(|id| end_of(&edges, id)).collect();
        let mut families: Vec<PastFamily> = roots
            .into_iter()
            .map(|root| PastFamily {
                root,
                members: members
                    .remove(&root)
                    .into_iter()
                    .flatten()
                    .chain([root])
                    .collect(),
            })
            .collect();
        families.sort_unstable_by_key(|family| family.root);
        Ok(families)
    }

    /// What families held at a moment, as far as anything was known of them; some thousands a
    /// call are best.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn families_known(
        &self,
        families: &[PastFamily],
        at: Timestamp,
    ) -> Result<Vec<EntityRow>, Problem> {
        let root_of: FxHashMap<i64, i64> = families
            .iter()
            .flat_map(|family| family.members.iter().map(|member| (*member, family.root)))
            .collect();
        let members: Vec<i64> = root_of.keys().copied().collect();
        let mut by_root: FxHashMap<i64, (EntityKind, Vec<RecordView>)> = FxHashMap::default();
        for (kind, record) in self.records_at(&members, at).await? {
            let entry = by_root.entry(root_of[&record.entity]);
            let (_, held) = entry.or_insert_with(|| (kind, Vec::new()));
            held.push(record);
        }
        in_parallel(by_root.into_iter().collect(), |(id, (kind, held))| {
            Ok(EntityRow {
                id,
                kind,
                community: None,
                current: compete(&held),
            })
        })
        .await
    }

    /// Entities that stand in a community now.
    async fn ids_in(&self, community: &str) -> Result<Vec<i64>, Problem> {
        let mut select = Query::select();
        select
            .column("id")
            .from("entity")
            .and_where(Expr::col("state").eq(ACTIVE))
            .and_where(Expr::col("kind").is_in(KINDS.map(kind_no)));
        match community {
            UNPLACED => select.and_where(Expr::col("community").is_null()),
            code => select.and_where(Expr::col("community").eq(code)),
        };
        self.ids(&select).await
    }

    /// Entities with a record at a moment that is gone now.
    async fn left_since(&self, at: Timestamp) -> Result<FxHashSet<i64>, Problem> {
        let mut select = Query::select();
        select
            .distinct()
            .column("entity_id")
            .from("gone_record")
            .and_where(Expr::col("linked_at").lte(at))
            .and_where(Expr::col("gone_at").gt(at));
        Ok(self.ids(&select).await?.into_iter().collect())
    }

    async fn ids(&self, select: &SelectStatement) -> Result<Vec<i64>, Problem> {
        let rows = self.reader().query_all(select).await.map_err(problem)?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map_err(problem))
            .collect()
    }

    /// Entities that records were taken from since a moment, and those that have given theirs back.
    async fn otherwise_since(&self, at: Timestamp) -> Result<Vec<i64>, Problem> {
        let moved = Moved::at(self.reader(), at).await?;
        let mut entities: Vec<i64> = moved.founded_for_a_while().collect();
        for table in ["link", "gone_record"] {
            entities.extend(self.ids(&taken_from_since(table, at)).await?);
        }
        Ok(entities)
    }

    /// Which entity was merged into which at a moment.
    async fn edges_at(&self, at: Timestamp) -> Result<FxHashMap<i64, i64>, Problem> {
        let rows = self.reader().query_all(&merges_at(at)).await;
        let edges: Result<FxHashMap<i64, i64>, DbErr> = rows
            .map_err(problem)?
            .iter()
            .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
            .collect();
        edges.map_err(problem)
    }
}
