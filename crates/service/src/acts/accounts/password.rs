//! POST /api/accounts/{id}/password

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::password;
use crate::rights::{Caller, Right};
use crate::wire::account::PasswordReset;

/// Set somebody's password; their open sessions end.
#[utoipa::path(post, path = "/api/accounts/{id}/password", tag = "accounts", params(("id" = i64, Path)),
    request_body = PasswordReset, responses((status = 204), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn reset_password(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<PasswordReset>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::Accounts)?;
    password::check(&asked.password)?;
    let hashed = tokio::task::spawn_blocking(move || password::hash(&asked.password))
        .await
        .map_err(|_| broken())??;
    let mut tx = app
        .store
        .write(entry(&caller, "account.password", "account", id))
        .await?;
    tx.set_password(id, &hashed).await?;
    tx.delete_sessions_of(id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
