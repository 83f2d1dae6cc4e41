//! POST /api/notices/{id}/seen

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;

/// Note that the caller's area has seen a notice; it leaves the workbench.
#[utoipa::path(post, path = "/api/notices/{id}/seen", tag = "workbench", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub async fn see_notice(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Refusal> {
    let mut tx = app
        .store
        .write(entry(&caller, "notice.see", "notice", id))
        .await?;
    tx.see_notice(id, &caller.area.to_string()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
