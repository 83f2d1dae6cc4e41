//! GET /api/requests

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::form_reach::{requests_of, submissions_of};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::view::form::request_view;
use crate::wire::form::Request;

/// The requests of the caller's department, or those sent to the caller's street or community.
#[utoipa::path(get, path = "/api/requests", tag = "forms",
    responses((status = 200, body = Vec<Request>), (status = 403, body = ProblemBody)))]
pub async fn list_requests(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<Request>>, Refusal> {
    let mut views = Vec::new();
    for request in app.store.requests(&requests_of(&caller)?).await? {
        let submissions = app
            .store
            .submissions(&submissions_of(&caller, request.id))
            .await?;
        views.push(request_view(&app, &request, &submissions).await?);
    }
    Ok(Json(views))
}
