//! Taking back (撤回) what the machine merged: all its merges at once that no person has said the
//! same of, for when the machine has turned out not to be trusted.
//!
//! Nobody says with it that the two are different, so it gives no verdict. A merge that was taken
//! back bars the machine all the same ([`WriteTx::taken_back`]): whether the two are one is for
//! people to say from then on.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::failure::problem;
use crate::merge::missing_merge;
use crate::table::merge;
use crate::verdict::PairAnswer;
use crate::{Store, Timestamp, WriteTx};

/// A merge of the machine that holds and that no person has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unchecked {
    /// Stable id of the merge.
    pub id: i64,
    /// The entity that goes on.
    pub kept: i64,
    /// The entity that was taken for it.
    pub gone: i64,
}

impl Store {
    /// How many merges of the machine made after a time hold without a person having said the same
    /// last.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn unchecked_merges(&self, after: Timestamp) -> Result<u64, Problem> {
        let mut count = unchecked(after);
        count.expr(Func::count(Expr::col(("merge", "id"))));
        self.count(&count).await
    }
}

impl WriteTx {
    /// Takes back every merge of the machine made after a time that no person has confirmed, and
    /// returns them, oldest first. What people merged stays, with whatever side it was merged into.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take_back_unchecked(
        &mut self,
        after: Timestamp,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<Vec<Unchecked>, Problem> {
        self.hold_registry().await?;
        let mut select = unchecked(after);
        select
            .column(("merge", "id"))
            .column(("merge", "kept"))
            .column(("merge", "gone"))
            .order_by(("merge", "id"), sea_orm::Order::Asc);
        let rows = self.connection().query_all(&select).await;
        let taken: Result<Vec<Unchecked>, DbErr> = rows
            .map_err(problem)?
            .iter()
            .map(|row| {
                Ok(Unchecked {
                    id: row.try_get_by_index(0)?,
                    kept: row.try_get_by_index(1)?,
                    gone: row.try_get_by_index(2)?,
                })
            })
            .collect();
        let taken = taken.map_err(problem)?;
        let ids: Vec<i64> = taken.iter().map(|merge| merge.id).collect();
        self.end_merges(&ids).await?;
        let mut ends: Vec<i64> = taken
            .iter()
            .flat_map(|merge| [merge.kept, merge.gone])
            .collect();
        ends.sort_unstable();
        ends.dedup();
        self.resolve_again(&ends, community_of).await?;
        Ok(taken)
    }

    /// The two of every merge that was ever taken back, the lower id first, in order. The machine
    /// joins no such pair again unless a person has said since that they are the same.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn taken_back(&mut self) -> Result<Vec<(i64, i64)>, Problem> {
        let mut select = Query::select();
        select
            .distinct()
            .columns(["kept", "gone"])
            .from("merge")
            .and_where(Expr::col("undone_at").is_not_null());
        let rows = self.connection().query_all(&select).await;
        let pairs: Result<Vec<(i64, i64)>, DbErr> = rows
            .map_err(problem)?
            .iter()
            .map(|row| {
                let (kept, gone): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                Ok((Ord::min(kept, gone), Ord::max(kept, gone)))
            })
            .collect();
        let mut pairs = pairs.map_err(problem)?;
        pairs.sort_unstable();
        pairs.dedup();
        Ok(pairs)
    }

    /// Whether a merge holds, as this write sees it.
    ///
    /// # Errors
    /// `merge-missing` when there is none of this id.
    pub async fn merge_holds(&mut self, id: i64) -> Result<bool, Problem> {
        let row = merge::Entity::find_by_id(id).one(self.connection()).await;
        let row = row.map_err(problem)?.ok_or_else(missing_merge)?;
        Ok(row.undone_at.is_none())
    }

    /// Notes that merges hold no longer. Whoever calls it works the entities out again.
    pub(crate) async fn end_merges(&mut self, ids: &[i64]) -> Result<(), Problem> {
        let (by, at) = (self.account_id(), self.at());
        for some in ids.chunks(500) {
            merge::Entity::update_many()
                .col_expr(merge::Column::UndoneBy, Expr::value(by))
                .col_expr(merge::Column::UndoneAt, Expr::value(at))
                .filter(Expr::col("id").is_in(some.iter().copied()))
                .exec(self.connection())
                .await
                .map_err(problem)?;
        }
        Ok(())
    }
}

/// Merges of the machine that hold and that no person has confirmed, without columns yet.
fn unchecked(after: Timestamp) -> SelectStatement {
    let mut select = Query::select();
    select
        .from("merge")
        .and_where(Expr::col(("merge", "made_by")).is_null())
        .and_where(Expr::col(("merge", "undone_at")).is_null())
        .and_where(Expr::col(("merge", "made_at")).gt(after))
        .and_where(Expr::exists(vouched_for()).not());
    select
}

/// The newest verdict about the two of a merge, when it is that they are the same.
fn vouched_for() -> SelectStatement {
    let mut newest = Query::select();
    newest
        .expr(Func::max(Expr::col(("later", "id"))))
        .from_as("verdict", "later")
        .and_where(Expr::col(("later", "low")).equals(("said", "low")))
        .and_where(Expr::col(("later", "high")).equals(("said", "high")));
    let (kept, gone) = (
        || Expr::col(("merge", "kept")),
        || Expr::col(("merge", "gone")),
    );
    let low = Expr::case(kept().lt(gone()), kept()).finally(gone());
    let high = Expr::case(kept().lt(gone()), gone()).finally(kept());
    let mut said = Query::select();
    said.expr(Expr::val(1))
        .from_as("verdict", "said")
        .and_where(Expr::col(("said", "low")).eq(low))
        .and_where(Expr::col(("said", "high")).eq(high))
        .and_where(Expr::col(("said", "answer")).eq(PairAnswer::Same.as_str()))
        .and_where(Expr::col(("said", "id")).in_subquery(newest));
    said
}
