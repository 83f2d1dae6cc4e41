//! Which entities are one by merging: live merges are edges from the gone to the kept, so every
//! entity has one root, and a root with all that leads to it is a family.

use std::collections::BTreeSet;

use catalog::problem::Problem;
use rustc_hash::FxHashMap;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::bulk::select_by_keys;
use crate::failure::problem;
use crate::record::RecordView;
use crate::{Store, Timestamp, WriteTx};

impl Store {
    /// The entity that an id stands for now: itself unless it was merged into another.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn root_of(&self, id: i64) -> Result<i64, Problem> {
        Ok(roots_of(self.reader(), &[id]).await?[&id])
    }

    /// Every entity that is one with the given one by merging, itself among them, in order.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn family_of(&self, id: i64) -> Result<Vec<i64>, Problem> {
        let root = self.root_of(id).await?;
        let mut families = families_of(self.reader(), &[root]).await?;
        Ok(families.remove(&root).unwrap_or_default())
    }

    /// The records of two merged entities as they would be apart: those of each with all that was
    /// merged into it, without those of the other.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn records_apart(
        &self,
        one: i64,
        other: i64,
    ) -> Result<[Vec<RecordView>; 2], Problem> {
        let below = async |id: i64| -> Result<Vec<i64>, Problem> {
            let mut families = families_of(self.reader(), &[id]).await?;
            Ok(families.remove(&id).unwrap_or_default())
        };
        let (mut of_one, mut of_other) = (below(one).await?, below(other).await?);
        // One of the two stands among what was merged into the other.
        if of_one.contains(&other) {
            of_one.retain(|id| !of_other.contains(id));
        } else {
            of_other.retain(|id| !of_one.contains(id));
        }
        Ok([
            self.records_under(of_one).await?,
            self.records_under(of_other).await?,
        ])
    }

    /// Every merged entity with the one it stands for now.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn redirects(&self) -> Result<FxHashMap<i64, i64>, Problem> {
        redirects(self.reader()).await
    }
}

impl WriteTx {
    /// [`Store::redirects`] as this write sees them, so that nothing can come in between.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn redirects(&mut self) -> Result<FxHashMap<i64, i64>, Problem> {
        self.hold_registry().await?;
        redirects(self.connection()).await
    }
}

async fn redirects(connection: &impl ConnectionTrait) -> Result<FxHashMap<i64, i64>, Problem> {
    let rows = connection.query_all(&live()).await.map_err(problem)?;
    let edges: Result<FxHashMap<i64, i64>, DbErr> = rows.iter().map(edge).collect();
    let edges = edges.map_err(problem)?;
    Ok(edges
        .keys()
        .map(|gone| (*gone, end_of(&edges, *gone)))
        .collect())
}

/// Follows edges from gone to kept to their end. A merge joins two roots only, so that there are
/// no rings to be caught in.
pub(crate) fn end_of(edges: &FxHashMap<i64, i64>, from: i64) -> i64 {
    let mut at = from;
    while let Some(kept) = edges.get(&at) {
        at = *kept;
    }
    at
}

/// The root of each of the given entities.
pub(crate) async fn roots_of(
    connection: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<FxHashMap<i64, i64>, Problem> {
    let mut edges: FxHashMap<i64, i64> = FxHashMap::default();
    let mut asked: Vec<i64> = ids.to_vec();
    while !asked.is_empty() {
        let rows = select_by_keys(connection, &asked, |ids| {
            let mut select = live();
            select.and_where(Expr::col("gone").is_in(ids));
            select
        });
        let rows = rows.await?;
        asked.clear();
        for row in rows {
            let (gone, kept) = edge(&row).map_err(problem)?;
            if edges.insert(gone, kept).is_none() {
                asked.push(kept);
            }
        }
    }
    Ok(ids.iter().map(|id| (*id, end_of(&edges, *id))).collect())
}

/// The families of some roots: for each root, itself and all that leads to it, in order.
pub(crate) async fn families_of(
    connection: &impl ConnectionTrait,
    roots: &[i64],
) -> Result<FxHashMap<i64, Vec<i64>>, Problem> {
    let mut root_of: FxHashMap<i64, i64> = roots.iter().map(|root| (*root, *root)).collect();
    let mut asked: Vec<i64> = root_of.keys().copied().collect();
    while !asked.is_empty() {
        let rows = select_by_keys(connection, &asked, |ids| {
            let mut select = live();
            select.and_where(Expr::col("kept").is_in(ids));
            select
        });
        let rows = rows.await?;
        asked.clear();
        for row in rows {
            let (gone, kept) = edge(&row).map_err(problem)?;
            let root = root_of[&kept];
            if root_of.insert(gone, root).is_none() {
                asked.push(gone);
            }
        }
    }
    let mut families: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
    for (id, root) in root_of {
        families.entry(root).or_default().push(id);
    }
    for family in families.values_mut() {
        family.sort_unstable();
    }
    Ok(families)
}

/// Which entity was merged into which at a moment.
pub(crate) fn merges_at(at: Timestamp) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(["gone", "kept"])
        .from("merge")
        .and_where(Expr::col("made_at").lte(at))
        .cond_where(
            Cond::any()
                .add(Expr::col("undone_at").is_null())
                .add(Expr::col("undone_at").gt(at)),
        );
    select
}

/// Every entity that was one with any of the given ones by merging at a moment.
pub(crate) async fn families_at(
    connection: &impl ConnectionTrait,
    ids: &[i64],
    at: Timestamp,
) -> Result<Vec<i64>, Problem> {
    let mut family: BTreeSet<i64> = ids.iter().copied().collect();
    let mut asked: Vec<i64> = family.iter().copied().collect();
    while !asked.is_empty() {
        let rows = select_by_keys(connection, &asked, |ids| {
            let mut select = merges_at(at);
            select.cond_where(
                Cond::any()
                    .add(Expr::col("gone").is_in(ids.clone()))
                    .add(Expr::col("kept").is_in(ids)),
            );
            select
        });
        let rows = rows.await?;
        asked.clear();
        for row in rows {
            let (gone, kept) = edge(&row).map_err(problem)?;
            asked.extend([gone, kept].into_iter().filter(|id| family.insert(*id)));
        }
    }
    Ok(family.into_iter().collect())
}

/// (gone, kept) of the merges that hold.
fn live() -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(["gone", "kept"])
        .from("merge")
        .and_where(Expr::col("undone_at").is_null());
    select
}

fn edge(row: &QueryResult) -> Result<(i64, i64), DbErr> {
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}
