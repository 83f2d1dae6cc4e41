//! POST /api/requests/{id}/close

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use storage::RequestState;

use crate::app::App;
use crate::audited::entry;
use crate::form_reach::request_in_reach;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::form::request_view;
use crate::wire::form::Request;

/// End a request: nothing of it can be changed any more.
#[utoipa::path(post, path = "/api/requests/{id}/close", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = Request), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn close_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Request>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let (request, submissions) = request_in_reach(&app, &caller, id).await?;
    if !matches!(request.state, RequestState::Open | RequestState::Complete) {
        return Err(Problem::conflict("request-closed", "这张报表不在填报中，不用结束。").into());
    }
    let mut tx = app
        .store
        .write(entry(&caller, "request.close", "request", id))
        .await?;
    tx.set_request_state(id, RequestState::Closed).await?;
    tx.note_request_event(id, "close", None, None).await?;
    tx.commit().await?;
    let request = app.store.request(id).await?;
    Ok(Json(request_view(&app, &request, &submissions).await?))
}
