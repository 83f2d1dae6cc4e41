//! POST /api/review/take-back

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::take_back::{TAKING_BACK, take_back};
use crate::rights::{Caller, Right};
use crate::wire::identity::{TakeBackOrder, TakenBack};

/// While the gate is closed, take back at once all merges of the machine that nobody has confirmed. Each
/// pair is put to the community that knows the person, and the machine does not merge it again.
#[utoipa::path(post, path = "/api/review/take-back", tag = "review", request_body = TakeBackOrder,
    responses((status = 200, body = TakenBack), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn take_back_merges(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(order): Body<TakeBackOrder>,
) -> Result<Json<TakenBack>, Refusal> {
    caller.require(Right::MergeGate)?;
    let tx = app
        .store
        .write(entry(&caller, TAKING_BACK, "registry", "people"))
        .await?;
    let merges = take_back(&app, tx, order.earlier).await?;
    Ok(Json(TakenBack { merges }))
}
