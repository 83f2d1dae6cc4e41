//! DELETE /api/pulls/{id}

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};

/// Remove a pull with its run log; the deliveries it made stay.
#[utoipa::path(delete, path = "/api/pulls/{id}", tag = "pulls", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn delete_pull(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::Contracts)?;
    let mut tx = app
        .store
        .write(entry(&caller, "pull.delete", "pull", id))
        .await?;
    tx.delete_pull(id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
