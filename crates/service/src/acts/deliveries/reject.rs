//! POST /api/deliveries/{id}/reject

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use storage::DeliveryState;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::decide::dismiss;
use crate::rights::{Caller, Right};
use crate::view::delivery::{delivery_in_reach, delivery_view};
use crate::wire::contract::DeliveryRemark;
use crate::wire::delivery::Delivery;

/// Send a quarantined delivery back to its owner, who is told why. Nothing of it was loaded.
#[utoipa::path(post, path = "/api/deliveries/{id}/reject", tag = "deliveries", params(("id" = i64, Path)),
    request_body = DeliveryRemark,
    responses((status = 200, body = Delivery), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn reject_delivery(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<DeliveryRemark>,
) -> Result<Json<Delivery>, Refusal> {
    caller.require(Right::Contracts)?;
    delivery_in_reach(&app, &caller, id).await?;
    let remark = asked.remark.trim();
    if remark.is_empty() || remark.chars().count() > 200 {
        return Err(Problem::bad_input(
            "remark-missing",
            "请写明退回的原因和要改什么，不超过 200 个字，交接的部门会看到。",
        )
        .into());
    }
    let account = Some(caller.account);
    dismiss(&app, id, DeliveryState::Rejected, remark, account).await?;
    let row = app.store.delivery(id).await?;
    Ok(Json(delivery_view(&app, row).await?))
}
