//! POST /api/borders/{id}/remove

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::border::in_reach;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};

/// Take a border set of one's own out of use. Figures counted by it stay.
#[utoipa::path(post, path = "/api/borders/{id}/remove", tag = "borders", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn remove_border(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::DrawBorders)?;
    let border = in_reach(&app, &caller, id).await?;
    if !caller.keeps_border(&border) {
        return Err(Problem::forbidden(
            "border-foreign",
            "这个区划方案由别人上传，您可以用它统计，不能删除。",
        )
        .into());
    }
    let mut tx = app
        .store
        .write(entry(&caller, "border.remove", "border_set", id))
        .await?;
    tx.remove_border_set(id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
