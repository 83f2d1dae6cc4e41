//! DELETE /api/sources/{source}/secrets/{id}

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::contract::source_in_reach;

/// Take a secret out of force; what it signs is refused from now on.
#[utoipa::path(delete, path = "/api/sources/{source}/secrets/{id}", tag = "contracts",
    params(("source" = String, Path), ("id" = i64, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn revoke_secret(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((code, id)): Path<(String, i64)>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::Contracts)?;
    let source = source_in_reach(&caller, &code)?;
    let audit = entry(&caller, "push-secret.revoke", "source", &source.code)
        .with_detail(json!({ "secret": id }));
    let mut tx = app.store.write(audit).await?;
    tx.revoke_push_secret(source.no, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
