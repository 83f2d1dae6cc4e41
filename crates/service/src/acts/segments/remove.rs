//! POST /api/segments/{id}/remove

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::segment::own;
use crate::wire::segment::SegmentVersion;

/// Take one's own segment out of use. Requests that were sent for it keep their rule.
#[utoipa::path(post, path = "/api/segments/{id}/remove", tag = "segments", params(("id" = i64, Path)),
    request_body = SegmentVersion,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn remove_segment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<SegmentVersion>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::KeepSegments)?;
    own(&app, &caller, id).await?;
    let mut tx = app
        .store
        .write(entry(&caller, "segment.remove", "segment", id))
        .await?;
    tx.remove_segment(id, asked.version).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
