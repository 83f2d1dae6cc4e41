//! POST /api/deliveries/{id}/accept

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::source::Sources;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::registry::decide::accept;
use crate::registry::take_in::{load_in_background, received_again};
use crate::rights::{Caller, Right};
use crate::view::delivery::{delivery_in_reach, delivery_view};
use crate::wire::contract::AcceptDrift;
use crate::wire::delivery::Delivery;

/// Accept the changes of a quarantined delivery and load it. Chosen findings become part of a new
/// version of the contract; the others are accepted for this delivery only.
#[utoipa::path(post, path = "/api/deliveries/{id}/accept", tag = "deliveries", params(("id" = i64, Path)),
    request_body = AcceptDrift,
    responses((status = 202, body = Delivery), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn accept_delivery(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<AcceptDrift>,
) -> Result<(StatusCode, Json<Delivery>), Refusal> {
    caller.require(Right::Contracts)?;
    let row = delivery_in_reach(&app, &caller, id).await?;
    let source = Sources::shipped().get(row.source).ok_or_else(broken)?;
    let received = received_again(&app, &row).await?.ok_or_else(broken)?;
    let remark: String = asked.remark.trim().chars().take(200).collect();
    accept(
        &app,
        &row,
        source,
        &asked.lasting,
        &remark,
        Some(caller.account),
    )
    .await?;
    load_in_background(app.clone(), received);
    let row = app.store.delivery(id).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery_view(&app, row).await?)))
}
