//! GET /api/cutovers

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::cutover::cutover_view;
use crate::wire::cutover::CutoverView;

/// Cut-overs, the newest first.
#[utoipa::path(get, path = "/api/cutovers", tag = "cutovers",
    responses((status = 200, body = Vec<CutoverView>), (status = 403, body = ProblemBody)))]
pub async fn list_cutovers(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<CutoverView>>, Refusal> {
    caller.require(Right::Migrate)?;
    let mut views = Vec::new();
    for cutover in app.store.cutovers().await? {
        views.push(cutover_view(&app, cutover).await?);
    }
    Ok(Json(views))
}
