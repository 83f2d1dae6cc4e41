//! POST /api/push/{source}/finish

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;

use crate::app::App;
use crate::http::part::Part;
use crate::http::problem::{ProblemBody, Refusal};
use crate::view::push::push_state;
use crate::ways::push::{find, finish};
use crate::ways::signature::signed;
use crate::wire::push::PushState;

/// End a push: its parts become a delivery, which is checked and loaded. Ending it again answers
/// the same.
#[utoipa::path(post, path = "/api/push/{source}/finish", tag = "push", params(("source" = String, Path)),
    responses((status = 200, body = PushState), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn finish_push(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    headers: HeaderMap,
    Part(body): Part,
) -> Result<Json<PushState>, Refusal> {
    let path = format!("/api/push/{code}/finish");
    let sender = signed(&app, &code, &headers, ("POST", &path), &body).await?;
    let push = find(&app, &sender).await?;
    finish(&app, &sender, &push).await?;
    let push = find(&app, &sender).await?;
    Ok(Json(push_state(&app, &push).await?))
}
