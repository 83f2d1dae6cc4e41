//! GET /api/tables/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::own_table::in_reach;
use crate::rights::{Caller, Right};
use crate::view::own_table::table_view;
use crate::wire::own_table::OwnTableView;

/// One own table, without its rows.
#[utoipa::path(get, path = "/api/tables/{id}", tag = "tables", params(("id" = i64, Path)),
    responses((status = 200, body = OwnTableView), (status = 404, body = ProblemBody)))]
pub async fn table_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<OwnTableView>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let table = in_reach(&app, &caller, id).await?;
    Ok(Json(table_view(&app, &caller, table).await?))
}
