//! POST /api/submissions/{id}/return

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

/// Give a submission back by one level with a remark, wholly or single cells of it.
#[utoipa::path(post, path = "/api/submissions/{id}/return", tag = "forms", params(("id" = i64, Path)),
    request_body = HandBack,
    responses((status = 200, body = SubmissionRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn give_back(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<HandBack>,
) -> Result<Json<SubmissionRow>, Refusal> {
    let done = hand_back(&app, &caller, id, Act::Return, "submission.return", asked).await?;
    Ok(Json(done))
}
