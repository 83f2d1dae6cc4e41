//! POST /api/push/{source}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use catalog::problem::Problem;

use crate::app::App;
use crate::clock;
use crate::http::part::Part;
use crate::http::problem::{ProblemBody, Refusal};
use crate::view::push::push_state;
use crate::ways::push::open;
use crate::ways::signature::signed;
use crate::wire::push::{OpenPush, PushState};

/// Open a push under an idempotency key. The same key again answers how far it is.
#[utoipa::path(post, path = "/api/push/{source}", tag = "push", params(("source" = String, Path)),
    request_body = OpenPush,
    responses((status = 200, body = PushState), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub async fn open_push(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    headers: HeaderMap,
    Part(body): Part,
) -> Result<Json<PushState>, Refusal> {
    let path = format!("/api/push/{code}");
    let sender = signed(&app, &code, &headers, ("POST", &path), &body).await?;
    let asked: OpenPush = if body.is_empty() {
        OpenPush::default()
    } else {
        serde_json::from_slice(&body).map_err(|_| unreadable())?
    };
    let as_of = match asked.as_of {
        Some(text) => clock::epoch_day(text.parse().map_err(|_| unreadable())?),
        None => clock::epoch_day(clock::today()),
    };
    let push = open(&app, &sender, Some(as_of), asked.part).await?;
    Ok(Json(push_state(&app, &push).await?))
}

fn unreadable() -> Problem {
    Problem::bad_input(
        "push-open-unreadable",
        "打开推送的内容应是 {\"as_of\":\"2024-02-29\",\"part\":false} 的样子，也可以为空，请改正。",
    )
}
