//! POST /api/submissions/{id}/rows/{row}/exclude

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use storage::SubmissionFigures;

use crate::app::App;
use crate::audited::entry;
use crate::contest::Doubts;
use crate::form_edit::{difference, figures_of, open};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::view::form::{cells_of, grid_row};
use crate::wire::area::area_name;
use crate::wire::form::{Exclusion, GridRow};

/// Leave a row out for a reason, or take that back.
#[utoipa::path(post, path = "/api/submissions/{id}/rows/{row}/exclude", tag = "forms",
    params(("id" = i64, Path), ("row" = i64, Path)), request_body = Exclusion,
    responses((status = 200, body = GridRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn exclude_row(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((id, row)): Path<(i64, i64)>,
    Body(asked): Body<Exclusion>,
) -> Result<Json<GridRow>, Refusal> {
    let reason = asked.reason.as_deref().map(str::trim);
    if reason.is_some_and(str::is_empty) {
        return Err(Problem::bad_input(
            "reason-missing",
            "请写明为什么不列此人，例如“已去世”“已搬离”。",
        )
        .into());
    }
    let mut editing = open(
        &app,
        &caller,
        id,
        entry(&caller, "submission.exclude", "submission", id),
    )
    .await?;
    editing.cells.require_all()?;
    let held = editing.tx.hold_submission_row(row).await?;
    if held.submission_id != id {
        return Err(Problem::not_found("row-unknown", "这份填报里没有这一行，请刷新页面。").into());
    }
    editing.tx.exclude_row(row, asked.version, reason).await?;
    let whole = figures_of(&cells_of(&held)?);
    let nothing = SubmissionFigures::default();
    let by = match (held.excluded, reason.is_some()) {
        (false, true) => difference(nothing, whole),
        (true, false) => whole,
        _ => nothing,
    };
    editing.tx.add_submission_figures(id, by).await?;
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
