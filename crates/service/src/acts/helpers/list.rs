//! GET /api/helpers/requests

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::helper_request::{view, waiting};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::helper::HelperRequestView;

/// More than anybody looks back at.
const SHOWN: u64 = 50;

/// Requests for names: first those that wait for the caller's word, then what the caller asked for
/// or decided about, the newest first.
#[utoipa::path(get, path = "/api/helpers/requests", tag = "segments",
    responses((status = 200, body = Vec<HelperRequestView>), (status = 403, body = ProblemBody)))]
pub async fn list_helper_requests(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<HelperRequestView>>, Refusal> {
    caller.require(Right::KeepSegments)?;
    let mut requests = waiting(&app, &caller).await?;
    let own = app.store.helper_requests_of(caller.account, SHOWN).await?;
    requests.extend(own);
    let mut views = Vec::with_capacity(requests.len());
    for request in requests {
        views.push(view(&app, &caller, request).await?);
    }
    Ok(Json(views))
}
