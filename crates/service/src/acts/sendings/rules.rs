//! GET /api/sending-rules

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::view::rules;
use crate::wire::sending::SendingRules;

/// The minimum notice, the duty list, and what departments may ask for and have asked for this year.
#[utoipa::path(get, path = "/api/sending-rules", tag = "forms",
    responses((status = 200, body = SendingRules), (status = 401, body = ProblemBody)))]
pub async fn sending_rules(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<SendingRules>, Refusal> {
    Ok(Json(rules::sending_rules(&app, &caller).await?))
}
