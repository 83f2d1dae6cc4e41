//! GET /api/deliveries/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::contract::check_view;
use crate::view::delivery::{delivery_in_reach, delivery_view};
use crate::wire::delivery::DeliveryDetail;

/// A delivery with its report card and what was found by its contract.
#[utoipa::path(get, path = "/api/deliveries/{id}", tag = "deliveries", params(("id" = i64, Path)),
    responses((status = 200, body = DeliveryDetail), (status = 404, body = ProblemBody)))]
pub async fn delivery_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<DeliveryDetail>, Refusal> {
    caller.require(Right::Deliver)?;
    let row = delivery_in_reach(&app, &caller, id).await?;
    let card = row
        .card
        .clone()
        .and_then(|card| serde_json::from_value(card).ok());
    let check = match app.store.delivery_check(id).await? {
        Some(check) if check.contract_version.is_some() => Some(check_view(&app, check).await?),
        _ => None,
    };
    Ok(Json(DeliveryDetail {
        agreed: app.store.contract(row.source).await?.is_some(),
        delivery: delivery_view(&app, row).await?,
        card,
        check,
        may_decide: caller.can(Right::Contracts),
    }))
}
