//! PUT /api/push/{source}/parts/{seq}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;

use crate::app::App;
use crate::http::part::Part;
use crate::http::problem::{ProblemBody, Refusal};
use crate::view::push::push_state;
use crate::ways::push::{append, find};
use crate::ways::signature::signed;
use crate::wire::push::PushState;

/// Append a part, numbered from 1: at most 8 MB of NDJSON, cut anywhere. A part that is here
/// already changes nothing; one that is out of order is told which to send.
#[utoipa::path(put, path = "/api/push/{source}/parts/{seq}", tag = "push",
    params(("source" = String, Path), ("seq" = u32, Path)),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, body = PushState), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 413, body = ProblemBody)))]
pub async fn append_part(
    State(app): State<Arc<App>>,
    Path((code, seq)): Path<(String, u32)>,
    headers: HeaderMap,
    Part(body): Part,
) -> Result<Json<PushState>, Refusal> {
    let path = format!("/api/push/{code}/parts/{seq}");
    let sender = signed(&app, &code, &headers, ("PUT", &path), &body).await?;
    let push = find(&app, &sender).await?;
    let seq = i32::try_from(seq).unwrap_or(i32::MAX);
    append(&app, &push, seq, body.to_vec()).await?;
    let push = find(&app, &sender).await?;
    Ok(Json(push_state(&app, &push).await?))
}
