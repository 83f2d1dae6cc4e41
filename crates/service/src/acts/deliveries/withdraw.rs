//! POST /api/deliveries/{id}/withdraw

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::DeliveryState;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::decide::dismiss;
use crate::rights::{Caller, Right};
use crate::view::delivery::{delivery_in_reach, delivery_view};
use crate::wire::delivery::Delivery;

/// Take a quarantined delivery down, as its owner. Nothing of it was loaded; the same file may be
/// handed over again.
#[utoipa::path(post, path = "/api/deliveries/{id}/withdraw", tag = "deliveries", params(("id" = i64, Path)),
    responses((status = 200, body = Delivery), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn withdraw_delivery(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Delivery>, Refusal> {
    caller.require(Right::Deliver)?;
    delivery_in_reach(&app, &caller, id).await?;
    let account = Some(caller.account);
    dismiss(&app, id, DeliveryState::Withdrawn, "", account).await?;
    let row = app.store.delivery(id).await?;
    Ok(Json(delivery_view(&app, row).await?))
}
