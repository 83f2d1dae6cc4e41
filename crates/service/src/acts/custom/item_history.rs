//! GET /api/kinds/{kind}/items/{id}/history

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{item_ever_in_reach, kind_in_reach};
use crate::view::item_history::history_view;
use crate::wire::item_history::ItemHistory;

/// What an object was, change by change, the newest first. Whoever may see the object may see it,
/// each value as today's.
#[utoipa::path(get, path = "/api/kinds/{kind}/items/{id}/history", tag = "custom",
    params(("kind" = i64, Path), ("id" = i64, Path)),
    responses((status = 200, body = ItemHistory), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn item_history(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((kind, id)): Path<(i64, i64)>,
) -> Result<Json<ItemHistory>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let kind = kind_in_reach(&app, &caller, kind).await?;
    let item = item_ever_in_reach(&app, &caller, kind.id, id).await?;
    Ok(Json(history_view(&app, &caller, &kind, &item).await?))
}
