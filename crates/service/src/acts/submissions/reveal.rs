//! POST /api/submissions/{id}/rows/{row}/reveal

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::form_reach::submission_in_reach;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::{Caller, Right};
use crate::view::form::cells_of;
use crate::wire::form::RevealCell;
use crate::wire::{Revealed, purpose_of};

/// One cell in full, for a stated purpose; logged before it is shown.
#[utoipa::path(post, path = "/api/submissions/{id}/rows/{row}/reveal", tag = "forms",
    params(("id" = i64, Path), ("row" = i64, Path)), request_body = RevealCell,
    responses((status = 200, body = Revealed), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn reveal_cell(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((id, row)): Path<(i64, i64)>,
    Body(asked): Body<RevealCell>,
) -> Result<Json<Revealed>, Refusal> {
    caller.require(Right::Reveal)?;
    let purpose = purpose_of(&asked.purpose)?;
    let (request, _) = submission_in_reach(&app, &caller, id).await?;
    let missing = || Problem::not_found("cell-unknown", "没有这个单元格，请刷新页面。");
    let held = app.store.submission_row(row).await?;
    if held.submission_id != id {
        return Err(missing().into());
    }
    let template = RequestBody::of(&request)?.reading.template;
    let place = template
        .columns
        .iter()
        .position(|column| column.index == asked.index)
        .ok_or_else(missing)?;
    let cell = cells_of(&held)?
        .into_iter()
        .nth(place)
        .ok_or_else(missing)?;
    let element = template.columns[place]
        .element()
        .map(|element| element.id.clone());
    let detail = json!({ "row": row, "element": element });
    app.store
        .audit_read(entry_for(
            &caller,
            "cell.reveal",
            "submission",
            id,
            &purpose,
            detail,
        ))
        .await?;
    Ok(Json(Revealed { value: cell.text }))
}
