//! GET /api/sources/{source}/pulls

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::contract::source_in_reach;
use crate::view::pull::pull_view;
use crate::wire::pull::PullView;

/// The pulls of a source with their last runs.
#[utoipa::path(get, path = "/api/sources/{source}/pulls", tag = "pulls", params(("source" = String, Path)),
    responses((status = 200, body = Vec<PullView>), (status = 403, body = ProblemBody)))]
pub async fn list_pulls(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Json<Vec<PullView>>, Refusal> {
    caller.require(Right::Contracts)?;
    let source = source_in_reach(&caller, &code)?;
    let mut pulls = Vec::new();
    for pull in app.store.pulls(source.no).await? {
        pulls.push(pull_view(&app, pull).await?);
    }
    Ok(Json(pulls))
}
