//! GET /api/push/{source}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::view::push::push_state;
use crate::ways::push::find;
use crate::ways::signature::signed;
use crate::wire::push::PushState;

/// How far a push is: the part to send next, and once finished what became of the delivery.
#[utoipa::path(get, path = "/api/push/{source}", tag = "push", params(("source" = String, Path)),
    responses((status = 200, body = PushState), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn read_push(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Json<PushState>, Refusal> {
    let path = format!("/api/push/{code}");
    let sender = signed(&app, &code, &headers, ("GET", &path), b"").await?;
    let push = find(&app, &sender).await?;
    Ok(Json(push_state(&app, &push).await?))
}
