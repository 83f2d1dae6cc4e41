//! POST /api/deliveries/{id}/undo

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::undo::undo;
use crate::rights::{Caller, Right};
use crate::view::delivery::delivery_in_reach;
use crate::wire::delivery::UndoResult;

/// Undo a delivery: the registry is as if it had never been handed over.
#[utoipa::path(post, path = "/api/deliveries/{id}/undo", tag = "deliveries", params(("id" = i64, Path)),
    responses((status = 200, body = UndoResult), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn undo_delivery(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<UndoResult>, Refusal> {
    caller.require(Right::Deliver)?;
    delivery_in_reach(&app, &caller, id).await?;
    let undone = undo(&app, id, Some(caller.account)).await?;
    Ok(Json(UndoResult {
        entities: undone.entities,
        retired: undone.retired,
        communities: undone.communities.len() as u64,
    }))
}
