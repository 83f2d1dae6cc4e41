//! POST /api/submissions/{id}/submit

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use forms::check::gaps;
use forms::submission::{Act, Level};
use storage::{MarkState, Submission, WriteTx};

use crate::app::App;
use crate::audited::entry;
use crate::form_edit::require_open;
use crate::form_measure::measure;
use crate::form_reach::submission_in_reach;
use crate::form_step::after;
use crate::form_validation::{require_sound, test_rows};
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::sending::carry_out::take_step;
use crate::view::form::{cells_of, is_readonly, state_of};
use crate::view::names::Names;
use crate::wire::form::SubmissionRow;

/// Hand a submission up: to the community's head where the request asks for one, else to the street.
/// Required cells that are still empty are counted and refused, and so are failed checks that stop it.
#[utoipa::path(post, path = "/api/submissions/{id}/submit", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = SubmissionRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn submit(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<SubmissionRow>, Refusal> {
    let (request, _) = submission_in_reach(&app, &caller, id).await?;
    require_open(&request)?;
    let body = RequestBody::of(&request)?;
    let template = &body.reading.template;
    let mut tx = app
        .store
        .write(entry(&caller, "submission.submit", "submission", id))
        .await?;
    let held = tx.hold_submission(id).await?;
    let level = caller.form_level(&held);
    body.route.step(state_of(held.state), Act::Submit, level)?;
    caller.require_filler(&held)?;
    require_answers(&mut tx, id).await?;
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
    require_sound(&test_rows(&app, &held, &body.reading, &rows).await?)?;
    let measured = measure(&app, &request, &held, template, &rows).await?;
    tx.put_form_measure(measured).await?;
    take_step(&mut tx, &body, &held, Act::Submit, level, None).await?;
    if body.route.head && is_alone(&app, &caller, &held).await? {
        // Where nobody else works there is no head; the street is the next to look at it.
        let held = tx.hold_submission(id).await?;
        let remark = Some("社区没有第二个账号，直接报街道".to_owned());
        take_step(&mut tx, &body, &held, Act::Approve, Level::Head, remark).await?;
    }
    tx.commit().await?;
    Ok(Json(after(&app, id, &body).await?))
}

/// Fails while a marked cell has no answer.
async fn require_answers(tx: &mut WriteTx, id: i64) -> Result<(), Problem> {
    let marks = tx.cell_marks(id).await?;
    let open = marks
        .iter()
        .filter(|mark| mark.state == MarkState::Open)
        .count();
    if open == 0 {
        return Ok(());
    }
    Err(Problem::bad_input(
        "marks-unanswered",
        format!("还有 {open} 个标出的格子没有答复，请逐一改正或写明“核对无误”后再提交。"),
    ))
}

/// Whether nobody but the caller works for the community.
async fn is_alone(app: &App, caller: &Caller, held: &Submission) -> Result<bool, Problem> {
    let names = Names::read(app).await?;
    let mut others = names.workers_of(&held.community);
    Ok(!others.any(|worker| worker.id != caller.account))
}
