//! POST /api/submissions/{id}/rows

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;
use forms::prefill::Prefill;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::contest::Doubts;
use crate::form_edit::{figures_of, open};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::view::form::{grid_row, stored_cells};
use crate::wire::area::area_name;
use crate::wire::form::{GridRow, RowChange};

/// Add somebody who should be on the list but is not.
#[utoipa::path(post, path = "/api/submissions/{id}/rows", tag = "forms", params(("id" = i64, Path)),
    request_body = RowChange,
    responses((status = 201, body = GridRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn add_row(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(change): Body<RowChange>,
) -> Result<(StatusCode, Json<GridRow>), Refusal> {
    if change.cells.iter().all(|cell| cell.text.trim().is_empty()) {
        return Err(Problem::bad_input("row-empty", "请至少填写姓名等一项内容后再添加。").into());
    }
    let mut editing = open(
        &app,
        &caller,
        id,
        entry(&caller, "submission.add", "submission", id),
    )
    .await?;
    let position = usize::try_from(editing.submission.figures.rows).unwrap_or(0);
    let prefill = Prefill::new(&editing.reading.template, clock::today(), &editing.areas);
    let mut cells = prefill.empty_row(position);
    editing.apply(None, &mut cells, &change.cells)?;
    let row = editing
        .tx
        .add_submission_row(id, None, stored_cells(&cells)?)
        .await?;
    editing
        .tx
        .add_submission_figures(id, figures_of(&cells))
        .await?;
    editing.tx.commit().await?;
    let community = area_name(&editing.areas, Some(&editing.submission.community));
    Ok((
        StatusCode::CREATED,
        Json(grid_row(
            &caller,
            &editing.reading.template,
            &row,
            &community,
            &Doubts::default(),
        )?),
    ))
}
