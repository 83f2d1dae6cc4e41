//! POST /api/templates/{id}/archive

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};

/// Take a template out of use; requests made from it stay.
#[utoipa::path(post, path = "/api/templates/{id}/archive", tag = "forms", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn archive_template(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::ComposeForms)?;
    let stored = app.store.template(id).await?;
    if stored.department != caller.department {
        return Err(
            Problem::not_found("template-unknown", "没有这个表样，或它属于其他部门。").into(),
        );
    }
    let mut tx = app
        .store
        .write(entry(&caller, "template.archive", "template", id))
        .await?;
    tx.archive_template(id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
