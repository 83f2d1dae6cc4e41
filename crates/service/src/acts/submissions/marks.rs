//! GET /api/submissions/{id}/marks, POST /api/submissions/{id}/marks/{mark}/answer

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::no;
use catalog::problem::Problem;
use forms::submission::Act;
use forms::template::Template;
use storage::{CellMark, Paging, SubmissionRow};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::contest::Doubts;
use crate::form_edit::require_open;
use crate::form_reach::submission_in_reach;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{grid_row, state_of};
use crate::view::names::Names;
use crate::wire::mark::{MarkAnswer, MarkView};

/// The marked cells of a submission with what is said about them, the oldest first.
#[utoipa::path(get, path = "/api/submissions/{id}/marks", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<MarkView>), (status = 404, body = ProblemBody)))]
pub async fn submission_marks(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<MarkView>>, Refusal> {
    let (request, _) = submission_in_reach(&app, &caller, id).await?;
    let template = RequestBody::of(&request)?.reading.template;
    Ok(Json(views(&app, &caller, id, &template).await?))
}

/// Answer a marked cell. Whoever fills the submission does, while it is with the community.
#[utoipa::path(post, path = "/api/submissions/{id}/marks/{mark}/answer", tag = "forms",
    params(("id" = i64, Path), ("mark" = i64, Path)), request_body = MarkAnswer,
    responses((status = 200, body = Vec<MarkView>), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn answer_mark(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((id, mark)): Path<(i64, i64)>,
    Body(asked): Body<MarkAnswer>,
) -> Result<Json<Vec<MarkView>>, Refusal> {
    let answer = asked.answer.trim();
    if answer.is_empty() || answer.chars().count() > 200 {
        return Err(Problem::bad_input(
            "answer-unfit",
            "请写明怎么处理的（200 字以内），例如“已改”或“核对无误”。",
        )
        .into());
    }
    let (request, _) = submission_in_reach(&app, &caller, id).await?;
    require_open(&request)?;
    let body = RequestBody::of(&request)?;
    let mut tx = app
        .store
        .write(entry(&caller, "submission.answer", "submission", id))
        .await?;
    let held = tx.hold_submission(id).await?;
    let level = caller.form_level(&held);
    body.route.step(state_of(held.state), Act::Edit, level)?;
    caller.require_filler(&held)?;
    tx.answer_cell_mark(id, mark, answer).await?;
    tx.commit().await?;
    Ok(Json(
        views(&app, &caller, id, &body.reading.template).await?,
    ))
}

async fn views(
    app: &App,
    caller: &Caller,
    submission: i64,
    template: &Template,
) -> Result<Vec<MarkView>, Problem> {
    let marks = app.store.cell_marks(submission).await?;
    if marks.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::read(app).await?;
    let (_, rows) = app.store.submission_rows(submission, Paging::all()).await?;
    let rows: BTreeMap<i64, SubmissionRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let seen = marks.into_iter().filter_map(|mark| {
        let row = rows.get(&mark.asked.row)?;
        Some(view(caller, template, &names, mark, row))
    });
    seen.collect()
}

fn view(
    caller: &Caller,
    template: &Template,
    names: &Names,
    mark: CellMark,
    row: &SubmissionRow,
) -> Result<MarkView, Problem> {
    let shown = grid_row(caller, template, row, "", &Doubts::default())?;
    let place = template
        .columns
        .iter()
        .position(|column| column.index == mark.asked.column);
    let name = template
        .columns
        .iter()
        .position(|column| column.element == Some(no::NAME));
    let text = |place: Option<usize>| {
        place
            .and_then(|at| shown.cells.get(at))
            .map(|cell| cell.text.clone())
            .unwrap_or_default()
    };
    Ok(MarkView {
        id: mark.id,
        row: mark.asked.row,
        position: shown.position,
        index: mark.asked.column,
        label: place
            .map(|at| template.columns[at].label().to_owned())
            .unwrap_or_default(),
        who: text(name),
        text: text(place),
        remark: mark.asked.remark,
        state: mark.state.as_str().to_owned(),
        asked_by: names.or_system(mark.asked_by),
        asked_at: clock::iso(mark.asked_at),
        answer: mark.answer,
        answered_by: mark.answered_by.map(|account| names.of(account)),
        answered_at: mark.answered_at.map(clock::iso),
    })
}
