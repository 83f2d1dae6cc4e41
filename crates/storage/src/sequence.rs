//! Numbers that are handed out in blocks and never again.

use catalog::problem::Problem;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::failure::{broken, problem};

/// Ids of source records.
pub(crate) const RECORD: &str = "record";
/// Ids of entities of every kind.
pub(crate) const ENTITY: &str = "entity";
/// Ids of change-log rows.
pub(crate) const CHANGE: &str = "change";

/// Takes `count` numbers and returns the first. The counter stays locked until the transaction
/// ends; numbers of a rolled-back transaction were never seen by anybody and come again.
pub(crate) async fn reserve(
    connection: &impl ConnectionTrait,
    name: &'static str,
    count: i64,
) -> Result<i64, Problem> {
    let mut update = Query::update();
    update
        .table("sequence")
        .value("next", Expr::col("next").add(count))
        .and_where(Expr::col("name").eq(name))
        .returning_col("next");
    let row = connection.query_one(&update).await.map_err(problem)?;
    let next: i64 = row
        .ok_or_else(|| broken("编号"))?
        .try_get_by("next")
        .map_err(problem)?;
    Ok(next - count)
}

/// The number that is handed out next.
pub(crate) async fn next(
    connection: &impl ConnectionTrait,
    name: &'static str,
) -> Result<i64, Problem> {
    let mut select = Query::select();
    select
        .column("next")
        .from("sequence")
        .and_where(Expr::col("name").eq(name));
    let row = connection.query_one(&select).await.map_err(problem)?;
    row.ok_or_else(|| broken("编号"))?
        .try_get_by("next")
        .map_err(problem)
}
