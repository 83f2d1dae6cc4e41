//! Reading all entities fast: the range of ids is cut into stripes, and some stripes are read and
//! opened ahead while the first is used.

use std::collections::VecDeque;

use catalog::element::EntityKind;
use catalog::problem::Problem;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use tokio::task::JoinHandle;

use crate::bulk::{in_parallel, worker_died};
use crate::entity::{ACTIVE, columns, kind_no};
use crate::failure::{broken, problem};
use crate::{Store, sequence};

/// Ids a stripe.
static IDS: std::sync::LazyLock<i64> = std::sync::LazyLock::new(|| crate::bulk::tune("IDS",8192) as i64);

/// Stripes read ahead. More keep more of the registry in memory and are not faster.
const AHEAD: usize = 4;

impl Store {
    /// Hands all active entities, of one kind or of all, to `each` in order of id; `read` turns
    /// a row of [`columns`] into what is wanted and runs on all cores.
    pub(crate) async fn each_stripe<R: Send + 'static>(
        &self,
        kind: Option<EntityKind>,
        read: impl Fn(QueryResult) -> Result<R, Problem> + Clone + Send + Sync + 'static,
        mut each: impl FnMut(Vec<R>) + Send,
    ) -> Result<(), Problem> {
        let end = self.next_entity().await?;
        let mut starts = (0..end).step_by(usize::try_from(*IDS).expect("a stripe is small"));
        let mut running: VecDeque<JoinHandle<Result<Vec<R>, Problem>>> = VecDeque::new();
        loop {
            while running.len() < crate::bulk::tune("AHEAD",4)
                && let Some(start) = starts.next()
            {
                let (store, read) = (self.clone(), read.clone());
                running.push_back(tokio::spawn(async move {
                    in_parallel(store.stripe(kind, start).await?, read).await
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

    async fn stripe(
        &self,
        kind: Option<EntityKind>,
        start: i64,
    ) -> Result<Vec<QueryResult>, Problem> {
        let mut select = columns();
        select
            .and_where(Expr::col("id").gte(start))
            .and_where(Expr::col("id").lt(start + *IDS))
            .and_where(Expr::col("state").eq(ACTIVE))
            .order_by("id", Order::Asc);
        if let Some(kind) = kind {
            select.and_where(Expr::col("kind").eq(kind_no(kind)));
        }
        self.reader().query_all(&select).await.map_err(problem)
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
