//! POST /api/tables

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::own_table::kept;
use crate::rights::{Caller, Right};
use crate::view::own_table::table_view;
use crate::wire::own_table::{OwnTableDraft, OwnTableView};

/// Keep a table of one's own.
#[utoipa::path(post, path = "/api/tables", tag = "tables", request_body = OwnTableDraft,
    responses((status = 201, body = OwnTableView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_table(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(draft): Body<OwnTableDraft>,
) -> Result<(StatusCode, Json<OwnTableView>), Refusal> {
    caller.require(Right::ReadPeople)?;
    let new = kept(&app, &caller, &draft)?;
    let mut tx = app
        .store
        .write(entry(&caller, "table.create", "table", ""))
        .await?;
    let id = tx.create_own_table(new).await?;
    tx.commit().await?;
    let table = app.store.own_table(id).await?;
    Ok((
        StatusCode::CREATED,
        Json(table_view(&app, &caller, table).await?),
    ))
}
