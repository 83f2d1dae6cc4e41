//! POST /api/pulls/{id}/run

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::pull::pull_view;
use crate::ways::schedule::{begin, finish};
use crate::wire::pull::PullView;

/// Run a pull now; its run log tells how it went.
#[utoipa::path(post, path = "/api/pulls/{id}/run", tag = "pulls", params(("id" = i64, Path)),
    responses((status = 202, body = PullView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn run_pull(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<(StatusCode, Json<PullView>), Refusal> {
    caller.require(Right::Contracts)?;
    let pull = app.store.pull(id).await?;
    let account = Some(caller.account);
    let run = begin(&app, &pull, account).await?;
    let view = pull_view(&app, pull.clone()).await?;
    tokio::spawn({
        let app = app.clone();
        async move {
            if let Err(problem) = finish(&app, &pull, run, account).await {
                tracing::warn!(pull.id, problem.code = %problem.code, "a pull could not be ended");
            }
        }
    });
    Ok((StatusCode::ACCEPTED, Json(view)))
}
