//! POST /api/requests/{id}/workbook

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use catalog::problem::Problem;
use forms::FormCell;
use serde_json::json;
use storage::Paging;

use crate::app::App;
use crate::audited::entry_for;
use crate::form_reach::request_in_reach;
use crate::http::body::Body;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::request_body::RequestBody;
use crate::rights::{Caller, Right};
use crate::view::form::{cells_of, state_of};
use crate::wire::{Purpose, purpose_of};

/// The department's own workbook, filled with what streets have accepted. Values stand in full,
/// so the purpose is asked and kept.
#[utoipa::path(post, path = "/api/requests/{id}/workbook", tag = "forms", params(("id" = i64, Path)),
    request_body = Purpose,
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn request_workbook(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<Purpose>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::ComposeForms)?;
    let purpose = purpose_of(&asked.purpose)?;
    let (request, submissions) = request_in_reach(&app, &caller, id).await?;
    let body = RequestBody::of(&request)?;
    let mut cells: Vec<Vec<FormCell>> = Vec::new();
    for submission in submissions
        .iter()
        .filter(|submission| state_of(submission.state).is_accepted())
    {
        let (_, rows) = app
            .store
            .submission_rows(submission.id, Paging::all())
            .await?;
        for row in rows.iter().filter(|row| !row.excluded) {
            cells.push(cells_of(row)?);
        }
    }
    if cells.is_empty() {
        return Err(Problem::conflict(
            "nothing-accepted",
            "还没有街道审核通过的填报，暂时没有可下载的内容。",
        )
        .into());
    }
    let detail = json!({ "rows": cells.len() });
    let logged = entry_for(&caller, "request.workbook", "request", id, &purpose, detail);
    let mut tx = app.store.write(logged).await?;
    let words = format!("{} 行，用途：{purpose}", cells.len());
    tx.note_request_event(id, "workbook", None, Some(&words))
        .await?;
    tx.commit().await?;
    let objects = app.objects.clone();
    let bytes = tokio::task::spawn_blocking(move || {
        let original = objects.get(&body.object)?;
        let rows = cells.iter().map(Vec::as_slice);
        forms::layout::write_back(&original, &body.file_name, &body.reading.template, rows)
    })
    .await
    .map_err(|_| broken())??;
    Ok(file::workbook(&format!("{}.xlsx", request.title), bytes))
}
