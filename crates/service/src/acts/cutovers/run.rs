//! POST /api/cutovers

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::http::upload::read_parts;
use crate::registry::cutover::cut_over;
use crate::rights::{Caller, Right};
use crate::view::cutover::{check_view, given};
use crate::wire::cutover::{CutoverCheck, CutoverUpload};

/// Take an old system over: one delivery a table. Answers with the reconciliation.
#[utoipa::path(post, path = "/api/cutovers", tag = "cutovers",
    request_body(content = CutoverUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = CutoverCheck), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn run_cutover(
    State(app): State<Arc<App>>,
    caller: Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<CutoverCheck>), Refusal> {
    caller.require(Right::Migrate)?;
    let (mapping, inputs) = given(read_parts(form).await?)?;
    let (_, outcomes) = cut_over(&app, &mapping, &inputs, Some(caller.account)).await?;
    Ok((
        StatusCode::CREATED,
        Json(check_view(&caller, mapping.name, outcomes)),
    ))
}
