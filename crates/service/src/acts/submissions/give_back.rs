//! POST /api/submissions/{id}/return

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use forms::submission::Act;

use crate::app::App;
use crate::form_step::step_with_remark;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::form::{Remark, SubmissionRow};

/// Give a submission back to its community with a remark.
#[utoipa::path(post, path = "/api/submissions/{id}/return", tag = "forms", params(("id" = i64, Path)),
    request_body = Remark,
    responses((status = 200, body = SubmissionRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn give_back(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<Remark>,
) -> Result<Json<SubmissionRow>, Refusal> {
    Ok(Json(
        step_with_remark(
            &app,
            &caller,
            id,
            Act::Return,
            "submission.return",
            "return",
            &asked.remark,
        )
        .await?,
    ))
}
