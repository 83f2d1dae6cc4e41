//! Working entities out again from the records that are left to them and the merges that hold.
//!
//! What an entity holds is a function of records, links and live merges and of nothing else, so
//! it does not matter in which order deliveries, undos, merges and splits came about.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::{Candidate, Current};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::QueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::bulk::{in_parallel, select_by_keys};
use crate::entity::{ACTIVE, MERGED, RETIRED, kind_of};
use crate::failure::problem;
use crate::family::{families_of, roots_of};
use crate::record::{RecordView, records_of_entities, view};
use crate::{EntityRow, WriteTx};

/// Entities that are worked out at once.
const ENTITIES: usize = 5000;

/// An entity, and the records of its whole family.
type WithRecords = (i64, EntityKind, Vec<RecordView>);

impl WriteTx {
    /// Works out the given entities and the roots of their families, keeps them, and returns
    /// those that have no record left.
    ///
    /// A root competes with the records of its whole family. A merged entity keeps no values of
    /// its own: its records speak through the root until the merge is undone.
    pub(crate) async fn resolve_again(
        &mut self,
        ids: &[i64],
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<FxHashSet<i64>, Problem> {
        self.hold_registry().await?;
        let mut retired = FxHashSet::default();
        for some in ids.chunks(ENTITIES) {
            let root_of = roots_of(self.connection(), some).await?;
            let mut roots: Vec<i64> = root_of.values().copied().collect();
            roots.sort_unstable();
            roots.dedup();
            let mut entities = self.resolved(&roots, community_of.clone()).await?;
            retired.extend(
                entities
                    .iter()
                    .filter(|(_, state)| *state == RETIRED)
                    .map(|(entity, _)| entity.id),
            );
            let gone: Vec<i64> = root_of
                .into_iter()
                .filter(|(id, root)| id != root)
                .map(|(id, _)| id)
                .collect();
            let gone = self.kinds(&gone).await?.into_iter().map(|(id, kind)| {
                let entity = EntityRow {
                    id,
                    kind,
                    community: None,
                    current: Current::default(),
                };
                (entity, MERGED)
            });
            entities.extend(gone);
            // Every entity here has its row; only a new one would need a delivery.
            self.put_entities(0, entities).await?;
        }
        Ok(retired)
    }

    /// Roots as the records of their families make them, with their new state.
    async fn resolved(
        &self,
        roots: &[i64],
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Send + Sync + 'static,
    ) -> Result<Vec<(EntityRow, i16)>, Problem> {
        let families = families_of(self.connection(), roots).await?;
        let mut left = self.records_of_families(&families).await?;
        let entities: Vec<WithRecords> = self
            .kinds(roots)
            .await?
            .into_iter()
            .map(|(id, kind)| (id, kind, left.remove(&id).unwrap_or_default()))
            .collect();
        in_parallel(entities, move |(id, kind, records)| {
            let current = compete(&records);
            let state = if records.is_empty() { RETIRED } else { ACTIVE };
            let community = if state == ACTIVE {
                community_of(kind, &current)
            } else {
                None
            };
            let entity = EntityRow {
                id,
                kind,
                community,
                current,
            };
            Ok((entity, state))
        })
        .await
    }

    async fn records_of_families(
        &self,
        families: &FxHashMap<i64, Vec<i64>>,
    ) -> Result<FxHashMap<i64, Vec<RecordView>>, Problem> {
        let root_of: FxHashMap<i64, i64> = families
            .iter()
            .flat_map(|(root, family)| family.iter().map(|member| (*member, *root)))
            .collect();
        let members: Vec<i64> = root_of.keys().copied().collect();
        let rows = select_by_keys(self.connection(), &members, records_of_entities).await?;
        let ring = self.ring.clone();
        let records = in_parallel(rows, move |row| view(&ring, &row)).await?;
        let mut by_root: FxHashMap<i64, Vec<RecordView>> = FxHashMap::default();
        for record in records {
            let root = root_of[&record.entity];
            by_root.entry(root).or_default().push(record);
        }
        Ok(by_root)
    }

    /// The kinds of entities, whatever their state; ids without an entity are left out.
    pub(crate) async fn kinds(&self, ids: &[i64]) -> Result<Vec<(i64, EntityKind)>, Problem> {
        let rows = select_by_keys(self.connection(), ids, kinds).await?;
        rows.iter().map(read_kind).collect()
    }

    /// The kinds of those entities that are active.
    pub(crate) async fn active_kinds(
        &self,
        ids: &[i64],
    ) -> Result<FxHashMap<i64, EntityKind>, Problem> {
        let rows = select_by_keys(self.connection(), ids, |ids| {
            let mut select = kinds(ids);
            select.and_where(Expr::col("state").eq(ACTIVE));
            select
        });
        rows.await?.iter().map(read_kind).collect()
    }
}

fn kinds(ids: Vec<i64>) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(["id", "kind"])
        .from("entity")
        .and_where(Expr::col("id").is_in(ids));
    select
}

fn read_kind(row: &QueryResult) -> Result<(i64, EntityKind), Problem> {
    let id = row.try_get_by_index(0).map_err(problem)?;
    Ok((id, kind_of(row.try_get_by_index(1).map_err(problem)?)?))
}

/// What records come to when they compete.
#[must_use]
pub fn compete(records: &[RecordView]) -> Current {
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
