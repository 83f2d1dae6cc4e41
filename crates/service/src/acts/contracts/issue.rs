//! POST /api/sources/{source}/secrets

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::contract::source_in_reach;
use crate::ways::signature::new_secret;
use crate::wire::contract::{IssuedSecret, NewSecret};

/// Issue a secret to a program that pushes deliveries of a source. It is shown this once.
#[utoipa::path(post, path = "/api/sources/{source}/secrets", tag = "contracts", params(("source" = String, Path)),
    request_body = NewSecret,
    responses((status = 201, body = IssuedSecret), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn issue_secret(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(code): Path<String>,
    Body(asked): Body<NewSecret>,
) -> Result<(StatusCode, Json<IssuedSecret>), Refusal> {
    caller.require(Right::Contracts)?;
    let source = source_in_reach(&caller, &code)?;
    let label = asked.label.trim();
    if label.is_empty() || label.chars().count() > 40 {
        return Err(Problem::bad_input(
            "secret-label-missing",
            "请写明密钥交给哪个系统，不超过 40 个字。",
        )
        .into());
    }
    let secret = new_secret()?;
    let audit = entry(&caller, "push-secret.issue", "source", &source.code)
        .with_detail(json!({ "label": label }));
    let mut tx = app.store.write(audit).await?;
    let id = tx.issue_push_secret(source.no, label, &secret).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(IssuedSecret { id, secret })))
}
