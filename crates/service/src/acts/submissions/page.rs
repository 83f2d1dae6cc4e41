//! GET /api/submissions/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::MarkState;

use crate::app::App;
use crate::clock;
use crate::form_edit::require_open;
use crate::form_reach::submission_in_reach;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{asked_columns, grid_column, grid_rights, submission_view};
use crate::view::names::Names;
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
    let body = RequestBody::of(&request)?;
    let template = &body.reading.template;
    let names = Names::read(&app).await?;
    let marks = app.store.cell_marks(id).await?;
    let marked_only = marks.iter().any(|mark| mark.state != MarkState::Closed);
    Ok(Json(SubmissionGrid {
        submission: submission_view(&submission, asked_columns(template), &app.areas(), &names),
        can: grid_rights(
            &caller,
            &submission,
            body.route,
            require_open(&request).is_ok(),
            marked_only,
        ),
        due: clock::day_text(request.due),
        title: request.title,
        columns: template.columns.iter().map(grid_column).collect(),
    }))
}
