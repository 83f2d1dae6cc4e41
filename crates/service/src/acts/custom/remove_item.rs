//! DELETE /api/kinds/{kind}/items/{id}

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{item_in_reach, kind_in_reach};

/// Remove an object from all lists.
#[utoipa::path(delete, path = "/api/kinds/{kind}/items/{id}", tag = "custom",
    params(("kind" = i64, Path), ("id" = i64, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn remove_item(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((kind, id)): Path<(i64, i64)>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, kind).await?;
    let item = item_in_reach(&app, &caller, kind.id, id).await?;
    let mut tx = app
        .store
        .write(entry(&caller, "item.remove", "item", id))
        .await?;
    tx.remove_item(&item).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
