//! GET /api/submissions/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::RequestState;

use crate::app::App;
use crate::clock;
use crate::form_reach::submission_in_reach;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{asked_columns, grid_column, grid_rights, submission_view};
use crate::wire::form::SubmissionGrid;

/// A submission: its columns, its state, and what the caller may do.
#[utoipa::path(get, path = "/api/submissions/{id}", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = SubmissionGrid), (status = 404, body = ProblemBody)))]
pub async fn submission_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<SubmissionGrid>, Refusal> {
    let (request, submission) = submission_in_reach(&app, &caller, id).await?;
    let template = RequestBody::of(&request)?.reading.template;
    Ok(Json(SubmissionGrid {
        submission: submission_view(&submission, asked_columns(&template), &app.areas()),
        can: grid_rights(
            &caller,
            submission.state,
            request.state != RequestState::Closed,
        ),
        due: clock::day_text(request.due),
        title: request.title,
        columns: template.columns.iter().map(grid_column).collect(),
    }))
}
