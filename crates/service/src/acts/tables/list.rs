//! GET /api/tables

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::own_table::table_view;
use crate::wire::own_table::OwnTableView;

/// The caller's own tables and those shared with them, the newest first.
#[utoipa::path(get, path = "/api/tables", tag = "tables",
    responses((status = 200, body = Vec<OwnTableView>), (status = 403, body = ProblemBody)))]
pub async fn list_tables(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<OwnTableView>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let mut views = Vec::new();
    for table in app.store.own_tables().await? {
        if caller.uses_table(&table, &areas) {
            views.push(table_view(&app, &caller, table).await?);
        }
    }
    Ok(Json(views))
}
