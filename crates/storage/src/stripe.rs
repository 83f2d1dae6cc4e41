//! Reading all entities fast.
//!
//! The range of ids is cut into stripes; some are read and opened ahead while the first is used.
//! The database puts the entities of a stripe together into one row, because fetching a row costs
//! more than opening what is in it.

use std::collections::VecDeque;

use catalog::element::EntityKind;
use catalog::problem::Problem;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use tokio::task::JoinHandle;

use crate::bulk::worker_died;
use crate::entity::{ACTIVE, PlainRow, SealedRow, kind_no, open_row};
use crate::failure::{broken, problem};
use crate::{Store, sequence};

/// Ids a stripe.
const IDS: i64 = 2048;

/// Stripes read ahead. More keep more of the registry in memory and are not faster.
const AHEAD: usize = 6;

impl Store {
    /// Hands all active entities, of one kind or of all, to `each` in order of id; `read` turns
    /// the opened bytes into what is wanted and runs on all cores.
    pub(crate) async fn each_stripe<R: Send + 'static>(
        &self,
        kind: Option<EntityKind>,
        read: impl Fn(PlainRow) -> Result<R, Problem> + Clone + Send + Sync + 'static,
        mut each: impl FnMut(Vec<R>) + Send,
    ) -> Result<(), Problem> {
        let end = self.next_entity().await?;
        let mut starts = (0..end).step_by(usize::try_from(IDS).expect("a stripe is small"));
        let mut running: VecDeque<JoinHandle<Result<Vec<R>, Problem>>> = VecDeque::new();
        loop {
            while running.len() < AHEAD
                && let Some(start) = starts.next()
            {
                let (store, read) = (self.clone(), read.clone());
                running.push_back(tokio::spawn(async move {
                    store.open_stripe(stripe(kind, start), read).await
                }));
            }
            let Some(next) = running.pop_front() else {
                return Ok(());
            };
            let rows = next.await.map_err(|err| worker_died(&err))??;
            if !rows.is_empty() {
                each(rows);
            }
        }
    }

    async fn open_stripe<R: Send + 'static>(
        &self,
        select: SelectStatement,
        read: impl Fn(PlainRow) -> Result<R, Problem> + Send + 'static,
    ) -> Result<Vec<R>, Problem> {
        let row = self.reader().query_one(&select).await.map_err(problem)?;
        let row = row.ok_or_else(|| broken("实体"))?;
        let ring = self.ring().clone();
        let opened = tokio::task::spawn_blocking(move || {
            let Some(joined) = Joined::read(&row).map_err(problem)? else {
                return Ok(Vec::new());
            };
            let mut rows = joined.split().ok_or_else(|| broken("实体"))?;
            rows.sort_unstable_by_key(|row| row.id);
            rows.into_iter()
                .map(|row| read(open_row(&ring, &row)?))
                .collect()
        });
        opened.await.map_err(|err| worker_died(&err))?
    }

    /// The id that the next entity will get; all entities are below it.
    async fn next_entity(&self) -> Result<i64, Problem> {
        let mut select = Query::select();
        select
            .column("next")
            .from("sequence")
            .and_where(Expr::col("name").eq(sequence::ENTITY));
        let row = self.reader().query_one(&select).await.map_err(problem)?;
        row.ok_or_else(|| broken("编号"))?
            .try_get_by_index(0)
            .map_err(problem)
    }
}

/// All active entities of a stripe in one row.
fn stripe(kind: Option<EntityKind>, start: i64) -> SelectStatement {
    let mut select = joined();
    select
        .and_where(Expr::col("id").gte(start))
        .and_where(Expr::col("id").lt(start + IDS));
    if let Some(kind) = kind {
        select.and_where(Expr::col("kind").eq(kind_no(kind)));
    }
    select
}

/// Active entities in the one row that [`Joined`] reads; the caller says which. `string_agg` is
/// the one aggregate that both databases have for texts and bytes alike; all of them see the
/// entities in the same order, whichever that is.
pub(crate) fn joined() -> SelectStatement {
    let mut select = Query::select();
    select
        .expr(Expr::cust("string_agg(CAST(id AS text), ',')"))
        .expr(Expr::cust("string_agg(CAST(kind AS text), ',')"))
        .expr(Expr::cust("string_agg(COALESCE(community, ''), ',')"))
        .expr(Expr::cust("string_agg(CAST(length(current) AS text), ',')"))
        .expr(Expr::cust("string_agg(current, '')"))
        .from("entity")
        .and_where(Expr::col("state").eq(ACTIVE));
    select
}

/// Entities in one row: lists with commas, and the sealed bytes end to end.
pub(crate) struct Joined {
    ids: String,
    kinds: String,
    communities: String,
    lengths: String,
    sealed: Vec<u8>,
}

impl Joined {
    /// `None` when the stripe has no entities.
    pub(crate) fn read(row: &QueryResult) -> Result<Option<Self>, DbErr> {
        let Some(ids) = row.try_get_by_index(0)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            ids,
            kinds: row.try_get_by_index(1)?,
            communities: row.try_get_by_index(2)?,
            lengths: row.try_get_by_index(3)?,
            sealed: row.try_get_by_index(4)?,
        }))
    }

    /// The single entities; `None` when the lists do not fit together.
    pub(crate) fn split(&self) -> Option<Vec<SealedRow<'_>>> {
        let mut sealed = self.sealed.as_slice();
        let mut kinds = self.kinds.split(',');
        let mut communities = self.communities.split(',');
        let mut lengths = self.lengths.split(',');
        let mut rows = Vec::with_capacity(usize::try_from(IDS).ok()?);
        for id in self.ids.split(',') {
            let (own, rest) = sealed.split_at_checked(lengths.next()?.parse().ok()?)?;
            sealed = rest;
            rows.push(SealedRow {
                id: id.parse().ok()?,
                kind: kinds.next()?.parse().ok()?,
                community: communities.next().filter(|code| !code.is_empty()),
                sealed: own,
            });
        }
        sealed.is_empty().then_some(rows)
    }
}
