//! POST /api/tables/{id}/remove

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::own_table::own;
use crate::rights::{Caller, Right};
use crate::wire::own_table::TableVersion;

/// Take one's own table out of use. Templates that were made of it stay.
#[utoipa::path(post, path = "/api/tables/{id}/remove", tag = "tables", params(("id" = i64, Path)),
    request_body = TableVersion,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn remove_table(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<TableVersion>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::ReadPeople)?;
    own(&app, &caller, id).await?;
    let mut tx = app
        .store
        .write(entry(&caller, "table.remove", "table", id))
        .await?;
    tx.remove_own_table(id, asked.version).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
