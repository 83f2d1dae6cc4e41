//! POST /api/accounts/{id}/disabled

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::account::Disabling;

/// Close an account or open it again; closing ends its sessions.
#[utoipa::path(post, path = "/api/accounts/{id}/disabled", tag = "accounts", params(("id" = i64, Path)),
    request_body = Disabling, responses((status = 204), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn disable_account(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<Disabling>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::Accounts)?;
    if asked.disabled && id == caller.account {
        return Err(Problem::bad_input(
            "account-own",
            "不能停用自己的账号，请由另一位管理员操作。",
        )
        .into());
    }
    let audit = entry(&caller, "account.disable", "account", id)
        .with_detail(json!({ "disabled": asked.disabled }));
    let mut tx = app.store.write(audit).await?;
    tx.set_disabled(id, asked.disabled).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
