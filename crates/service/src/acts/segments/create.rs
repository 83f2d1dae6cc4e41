//! POST /api/segments

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::segment::{checked, view};
use crate::wire::segment::{SegmentDraft, SegmentView};

/// Keep a rule over people under a name.
#[utoipa::path(post, path = "/api/segments", tag = "segments", request_body = SegmentDraft,
    responses((status = 201, body = SegmentView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_segment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(draft): Body<SegmentDraft>,
) -> Result<(StatusCode, Json<SegmentView>), Refusal> {
    caller.require(Right::KeepSegments)?;
    let new = checked(&app, &caller, &draft)?;
    let mut tx = app
        .store
        .write(entry(&caller, "segment.create", "segment", ""))
        .await?;
    let id = tx.create_segment(new).await?;
    tx.commit().await?;
    let segment = app.store.segment(id).await?;
    Ok((
        StatusCode::CREATED,
        Json(view(&app, &caller, segment).await?),
    ))
}
