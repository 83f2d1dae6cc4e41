//! PATCH /api/submissions/{id}/rows/{row}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::contest::Doubts;
use crate::form_edit::{difference, figures_of, open};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::view::form::{cells_of, grid_row, stored_cells};
use crate::wire::area::area_name;
use crate::wire::form::{GridRow, RowChange};

/// Type into cells of a row. The row changes only when all cells are right, and only from the
/// version the caller saw.
#[utoipa::path(patch, path = "/api/submissions/{id}/rows/{row}", tag = "forms",
    params(("id" = i64, Path), ("row" = i64, Path)), request_body = RowChange,
    responses((status = 200, body = GridRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn edit_row(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((id, row)): Path<(i64, i64)>,
    Body(change): Body<RowChange>,
) -> Result<Json<GridRow>, Refusal> {
    let mut editing = open(
        &app,
        &caller,
        id,
        entry(&caller, "submission.edit", "submission", id),
    )
    .await?;
    let held = editing.tx.hold_submission_row(row).await?;
    if held.submission_id != id {
        return Err(Problem::not_found("row-unknown", "这份填报里没有这一行，请刷新页面。").into());
    }
    let mut cells = cells_of(&held)?;
    let before = figures_of(&cells);
    editing.apply(Some(row), &mut cells, &change.cells)?;
    editing
        .tx
        .update_row_cells(row, change.version, &stored_cells(&cells)?)
        .await?;
    if !held.excluded {
        editing
            .tx
            .add_submission_figures(id, difference(figures_of(&cells), before))
            .await?;
    }
    editing.tx.commit().await?;
    let community = area_name(&editing.areas, Some(&editing.submission.community));
    let doubts = Doubts::of(&app, held.entity_id.into_iter()).await?;
    Ok(Json(grid_row(
        &caller,
        &editing.reading.template,
        &app.store.submission_row(row).await?,
        &community,
        &doubts,
    )?))
}
