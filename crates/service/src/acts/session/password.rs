//! POST /api/session/password

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::caller::signed_out;
use crate::http::problem::{ProblemBody, Refusal};
use crate::password;
use crate::rights::Caller;
use crate::wire::session::PasswordChange;

/// Change the own password.
#[utoipa::path(post, path = "/api/session/password", tag = "session", request_body = PasswordChange,
    responses((status = 204), (status = 400, body = ProblemBody)))]
pub async fn change_password(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, Refusal> {
    password::check(&change.new)?;
    let account = app.store.account(caller.account).await?;
    let stored = account.password_hash;
    let hashed = tokio::task::spawn_blocking(move || {
        if password::verify(Some(&stored), &change.old) {
            password::hash(&change.new)
        } else {
            Err(Problem::bad_input(
                "password-wrong",
                "原密码不对，请重新输入。",
            ))
        }
    })
    .await
    .map_err(|_| signed_out())??;
    let mut tx = app
        .store
        .write(entry(
            &caller,
            "account.password",
            "account",
            caller.account,
        ))
        .await?;
    tx.set_password(caller.account, &hashed).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
