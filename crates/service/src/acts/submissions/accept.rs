//! POST /api/submissions/{id}/accept

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::form_edit::require_open;
use crate::form_reach::submission_in_reach;
use crate::form_step::after;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::correct::accept as accept_and_correct;
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::wire::form::SubmissionRow;

/// Accept a submission: it is locked, and what the community corrected becomes a fact in the
/// registry, in one write.
#[utoipa::path(post, path = "/api/submissions/{id}/accept", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = SubmissionRow), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn accept(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<SubmissionRow>, Refusal> {
    let (request, _) = submission_in_reach(&app, &caller, id).await?;
    require_open(&request)?;
    let body = RequestBody::of(&request)?;
    accept_and_correct(&app, &caller, &request, &body, id).await?;
    Ok(Json(after(&app, id, &body).await?))
}
