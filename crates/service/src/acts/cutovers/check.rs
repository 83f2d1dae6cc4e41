//! POST /api/cutovers/check

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::http::upload::read_parts;
use crate::registry::cutover::dry_run;
use crate::rights::{Caller, Right};
use crate::view::cutover::{check_view, given};
use crate::wire::cutover::{CutoverCheck, CutoverUpload};

/// Try a cut-over out: everything is read, nothing is written.
#[utoipa::path(post, path = "/api/cutovers/check", tag = "cutovers",
    request_body(content = CutoverUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = CutoverCheck), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn check_cutover(
    State(app): State<Arc<App>>,
    caller: Caller,
    form: Multipart,
) -> Result<Json<CutoverCheck>, Refusal> {
    caller.require(Right::Migrate)?;
    let (mapping, inputs) = given(read_parts(form).await?)?;
    let (name, tables) = (mapping.name.clone(), mapping.tables.len());
    let outcomes = tokio::task::spawn_blocking(move || dry_run(&mapping, &inputs))
        .await
        .map_err(|_| broken())??;
    app.store
        .audit_read(
            entry(&caller, "cutover.check", "cutover", "").with_detail(json!({ "tables": tables })),
        )
        .await?;
    Ok(Json(check_view(&caller, name, outcomes)))
}
