//! PUT /api/tables/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::own_table::{kept, own};
use crate::rights::{Caller, Right};
use crate::view::own_table::table_view;
use crate::wire::own_table::{OwnTableDraft, OwnTableView};

/// Change one's own table: name, columns, who stands in it, and with whom it is shared.
#[utoipa::path(put, path = "/api/tables/{id}", tag = "tables", params(("id" = i64, Path)), request_body = OwnTableDraft,
    responses((status = 200, body = OwnTableView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn change_table(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(draft): Body<OwnTableDraft>,
) -> Result<Json<OwnTableView>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let held = own(&app, &caller, id).await?;
    let new = kept(&app, &caller, &draft)?;
    let mut tx = app
        .store
        .write(entry(&caller, "table.change", "table", id))
        .await?;
    tx.change_own_table(id, draft.version.unwrap_or(held.version), &new)
        .await?;
    tx.commit().await?;
    let table = app.store.own_table(id).await?;
    Ok(Json(table_view(&app, &caller, table).await?))
}
