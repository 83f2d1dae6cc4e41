//! POST /api/tables/{id}/rows

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::own_table::{Definition, in_reach, page};
use crate::purpose::say_why;
use crate::rights::{Caller, Right};
use crate::wire::own_table::{TablePage, TableQuery};

/// Most rows of a page.
const MOST: u64 = 200;

/// One page of an own table, with the rights of whoever looks: only people of their area, every value
/// masked as everywhere, and columns that they may not see empty.
#[utoipa::path(post, path = "/api/tables/{id}/rows", tag = "tables", params(("id" = i64, Path)), request_body = TableQuery,
    responses((status = 200, body = TablePage), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn table_rows(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<TableQuery>,
) -> Result<Json<TablePage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let table = in_reach(&app, &caller, id).await?;
    let definition = Definition::of(&table)?;
    say_why(&app, &caller, &definition, id, asked.purpose.as_deref()).await?;
    let number = |asked: Option<u64>, otherwise: u64| {
        usize::try_from(asked.unwrap_or(otherwise).max(1)).unwrap_or(1)
    };
    let size = number(asked.size.map(|size| size.min(MOST)), 50);
    let (total, rows) = page(&app, &caller, &definition, number(asked.page, 1), size).await?;
    Ok(Json(TablePage {
        total,
        columns: definition.columns(&app, &caller),
        rows,
    }))
}
