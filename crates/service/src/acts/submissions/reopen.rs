//! POST /api/submissions/{id}/reopen

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use forms::submission::Act;

use crate::app::App;
use crate::form_step::hand_back;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::form::SubmissionRow;
use crate::wire::mark::HandBack;

/// Unlock an accepted submission, wholly or single cells of it; the remark stays on record. When the
/// gate holds it up, it stays as it is until somebody has approved it.
#[utoipa::path(post, path = "/api/submissions/{id}/reopen", tag = "forms", params(("id" = i64, Path)),
    request_body = HandBack,
    responses((status = 200, body = SubmissionRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn reopen(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<HandBack>,
) -> Result<Json<SubmissionRow>, Refusal> {
    let done = hand_back(&app, &caller, id, Act::Reopen, "submission.reopen", asked).await?;
    Ok(Json(done))
}
