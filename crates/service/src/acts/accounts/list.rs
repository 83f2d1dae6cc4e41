//! GET /api/accounts

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::account::account_view;
use crate::wire::account::Account;

/// All accounts.
#[utoipa::path(get, path = "/api/accounts", tag = "accounts",
    responses((status = 200, body = Vec<Account>), (status = 403, body = ProblemBody)))]
pub async fn list_accounts(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<Account>>, Refusal> {
    caller.require(Right::Accounts)?;
    let areas = app.areas();
    let accounts = app.store.accounts().await?;
    Ok(Json(
        accounts
            .into_iter()
            .filter_map(|row| account_view(row, &areas))
            .collect(),
    ))
}
