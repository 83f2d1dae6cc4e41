//! GET /api/segments

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::segment::view;
use crate::wire::segment::SegmentView;

/// The caller's segments and those shared with them, the newest first, counted for their area.
#[utoipa::path(get, path = "/api/segments", tag = "segments",
    responses((status = 200, body = Vec<SegmentView>), (status = 403, body = ProblemBody)))]
pub async fn list_segments(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<SegmentView>>, Refusal> {
    caller.require(Right::KeepSegments)?;
    let areas = app.areas();
    let mut views = Vec::new();
    for segment in app.store.segments().await? {
        if caller.uses_segment(&segment, &areas) {
            views.push(view(&app, &caller, segment).await?);
        }
    }
    Ok(Json(views))
}
