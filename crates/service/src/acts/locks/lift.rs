//! POST /api/locks/{id}/lift

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::lock::lift;
use crate::rights::{Caller, Right};
use crate::view::reach::entity_in_reach;

/// Lift a lock before its last day; the sources decide again at once.
#[utoipa::path(post, path = "/api/locks/{id}/lift", tag = "locks", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn lift_lock(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::LockValues)?;
    let lock = app.store.lock(id).await?;
    entity_in_reach(&app, &caller, lock.entity).await?;
    lift(&app, &caller, id, lock.delivery).await?;
    Ok(StatusCode::NO_CONTENT)
}
