//! POST /api/submissions/{id}/submit

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use forms::check::gaps;
use forms::submission::{Act, step};
use storage::SubmissionStep;

use crate::app::App;
use crate::audited::entry;
use crate::form_edit::require_open;
use crate::form_measure::measure;
use crate::form_reach::submission_in_reach;
use crate::form_validation::{require_sound, test_rows};
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{
    asked_columns, cells_of, is_readonly, level_of, state_of, stored_state, submission_view,
};
use crate::wire::form::SubmissionRow;

/// Hand a submission to the street. Required cells that are still empty are counted and refused, and
/// so are failed checks that stop it.
#[utoipa::path(post, path = "/api/submissions/{id}/submit", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = SubmissionRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn submit(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<SubmissionRow>, Refusal> {
    let (request, _) = submission_in_reach(&app, &caller, id).await?;
    require_open(&request)?;
    let reading = RequestBody::of(&request)?.reading;
    let template = &reading.template;
    let mut tx = app
        .store
        .write(entry(&caller, "submission.submit", "submission", id))
        .await?;
    let held = tx.hold_submission(id).await?;
    let next = step(state_of(held.state), Act::Submit, level_of(&caller))?;
    let (mut rows_open, mut cells_open) = (0, 0);
    let rows = tx.submission_rows(id).await?;
    for row in rows.iter().filter(|row| !row.excluded) {
        // What Linli computes itself, nobody can fill; a gap there is no reason to hold a form up.
        let gaps = gaps(template, &cells_of(row)?);
        let missing = gaps
            .iter()
            .filter(|at| !is_readonly(&template.columns[**at]))
            .count();
        rows_open += usize::from(missing > 0);
        cells_open += missing;
    }
    if cells_open > 0 {
        return Err(Problem::bad_input(
            "submission-incomplete",
            format!("还有 {rows_open} 行共 {cells_open} 个必填项没有填，请用“只看缺项”逐一补齐后再提交。"),
        )
        .into());
    }
    require_sound(&test_rows(&app, &held, &reading, &rows).await?)?;
    let measured = measure(&app, &request, &held, template, &rows).await?;
    tx.put_form_measure(measured).await?;
    let change = SubmissionStep {
        expected_version: held.version,
        state: stored_state(next),
        act: "submit",
        remark: None,
    };
    tx.set_submission_state(id, change).await?;
    tx.commit().await?;
    let after = app.store.submission(id).await?;
    Ok(Json(submission_view(
        &after,
        asked_columns(template),
        &app.areas(),
    )))
}
