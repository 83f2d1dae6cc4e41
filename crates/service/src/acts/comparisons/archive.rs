//! POST /api/comparisons/{id}/archive

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::comparison::reach::{in_reach, owns};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};

/// Put a comparison away: it runs no more and is listed no more; its outcomes stay on record.
#[utoipa::path(post, path = "/api/comparisons/{id}/archive", tag = "comparisons", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn archive_comparison(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::Compare)?;
    let stored = in_reach(&app, &caller, id).await?;
    if !owns(&caller, &stored) {
        return Err(Problem::forbidden(
            "comparison-foreign",
            "这项比对由其他单位建立，只有该单位可以停用。",
        )
        .into());
    }
    let mut tx = app
        .store
        .write(entry(&caller, "comparison.archive", "comparison", id))
        .await?;
    tx.archive_comparison(id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
