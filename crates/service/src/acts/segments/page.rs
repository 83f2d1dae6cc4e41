//! GET /api/segments/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::segment::{in_reach, view};
use crate::wire::segment::SegmentView;

/// One segment.
#[utoipa::path(get, path = "/api/segments/{id}", tag = "segments", params(("id" = i64, Path)),
    responses((status = 200, body = SegmentView), (status = 404, body = ProblemBody)))]
pub async fn segment_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<SegmentView>, Refusal> {
    caller.require(Right::KeepSegments)?;
    let segment = in_reach(&app, &caller, id).await?;
    Ok(Json(view(&app, &caller, segment).await?))
}
