//! POST /api/review/gate

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::gate;
use crate::rights::{Caller, Right};
use crate::view::gate::gate_view;
use crate::wire::identity::{GateOrder, GateView};

/// Set the precision that the machine's merges must keep and the share that is looked at, switch the
/// nightly search off or on, or open the gate again.
#[utoipa::path(post, path = "/api/review/gate", tag = "review", request_body = GateOrder,
    responses((status = 200, body = GateView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn set_gate(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(order): Body<GateOrder>,
) -> Result<Json<GateView>, Refusal> {
    caller.require(Right::MergeGate)?;
    let audit = entry(&caller, "review.gate", "gate", "merges").with_detail(json!(order));
    let mut tx = app.store.write(audit).await?;
    gate::set(
        &mut tx,
        order.precision,
        order.share,
        order.nightly,
        order.open,
    )
    .await?;
    tx.commit().await?;
    Ok(Json(gate_view(&gate::read(&app).await?)))
}
