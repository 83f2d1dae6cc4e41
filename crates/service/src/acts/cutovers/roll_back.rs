//! POST /api/cutovers/{id}/roll-back

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::cutover::roll_back;
use crate::rights::{Caller, Right};
use crate::wire::cutover::CutoverRolledBack;

/// Take a whole cut-over back out of the registry.
#[utoipa::path(post, path = "/api/cutovers/{id}/roll-back", tag = "cutovers", params(("id" = i64, Path)),
    responses((status = 200, body = CutoverRolledBack), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn roll_back_cutover(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<CutoverRolledBack>, Refusal> {
    caller.require(Right::Migrate)?;
    let done = roll_back(&app, id, Some(caller.account)).await?;
    Ok(Json(CutoverRolledBack {
        deliveries: done.deliveries,
        as_before: done.as_before,
    }))
}
