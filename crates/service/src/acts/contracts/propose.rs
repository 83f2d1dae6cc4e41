//! POST /api/deliveries/{id}/contract

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use catalog::source::Sources;
use storage::DeliveryState;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::registry::propose::propose;
use crate::rights::{Caller, Right};
use crate::view::contract::body_of;
use crate::view::delivery::delivery_in_reach;
use crate::wire::contract::ContractBody;

/// Propose a contract from a delivery that was loaded. It is in force only once it is saved.
#[utoipa::path(post, path = "/api/deliveries/{id}/contract", tag = "contracts", params(("id" = i64, Path)),
    responses((status = 200, body = ContractBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn propose_contract(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<ContractBody>, Refusal> {
    caller.require(Right::Contracts)?;
    let row = delivery_in_reach(&app, &caller, id).await?;
    if row.state != DeliveryState::Loaded {
        return Err(Problem::conflict(
            "delivery-not-loaded",
            "只能按已导入的批次生成约定，请换一批。",
        )
        .into());
    }
    let source = Sources::shipped().get(row.source).ok_or_else(broken)?;
    let contract = propose(&app, source, &[row], Some(caller.account)).await?;
    Ok(Json(body_of(contract)))
}
