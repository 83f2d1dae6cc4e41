//! POST /api/submissions/{id}/settle

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use forms::submission::Act;

use crate::app::App;
use crate::form_step::hand_on;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::form::SubmissionRow;

/// Take an accepted submission; nothing is left to do about it.
#[utoipa::path(post, path = "/api/submissions/{id}/settle", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = SubmissionRow), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn settle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<SubmissionRow>, Refusal> {
    let done = hand_on(&app, &caller, id, Act::Settle, "submission.settle").await?;
    Ok(Json(done))
}
