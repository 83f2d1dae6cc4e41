//! POST /api/pulls/{id}/paused

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::check::opened;
use crate::rights::{Caller, Right};
use crate::view::pull::pull_view;
use crate::ways::pull::PullPlan;
use crate::wire::pull::{PausePull, PullView};

/// Pause a pull, or let it go on from its next time.
#[utoipa::path(post, path = "/api/pulls/{id}/paused", tag = "pulls", params(("id" = i64, Path)),
    request_body = PausePull,
    responses((status = 200, body = PullView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn pause_pull(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<PausePull>,
) -> Result<Json<PullView>, Refusal> {
    caller.require(Right::Contracts)?;
    let pull = app.store.pull(id).await?;
    let plan: PullPlan = opened(pull.body)?;
    let mut tx = app
        .store
        .write(entry(&caller, "pull.pause", "pull", id))
        .await?;
    tx.set_pull_paused(id, asked.paused, plan.cadence.next(clock::now()))
        .await?;
    tx.commit().await?;
    let pull = app.store.pull(id).await?;
    Ok(Json(pull_view(&app, pull).await?))
}
