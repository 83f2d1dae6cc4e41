//! PUT /api/segments/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::segment::{checked, own, view};
use crate::wire::segment::{SegmentDraft, SegmentView};

/// Change one's own segment: words, rule, and with whom it is shared.
#[utoipa::path(put, path = "/api/segments/{id}", tag = "segments", params(("id" = i64, Path)), request_body = SegmentDraft,
    responses((status = 200, body = SegmentView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn change_segment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(draft): Body<SegmentDraft>,
) -> Result<Json<SegmentView>, Refusal> {
    caller.require(Right::KeepSegments)?;
    let held = own(&app, &caller, id).await?;
    let new = checked(&app, &caller, &draft)?;
    let mut tx = app
        .store
        .write(entry(&caller, "segment.change", "segment", id))
        .await?;
    tx.change_segment(id, draft.version.unwrap_or(held.version), &new)
        .await?;
    tx.commit().await?;
    let segment = app.store.segment(id).await?;
    Ok(Json(view(&app, &caller, segment).await?))
}
