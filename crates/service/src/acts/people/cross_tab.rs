//! POST /api/people/cross-tab

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::dimension::{CrossTabAsked, CrossTabView};

/// How many people, by two things at once, with totals. Only counts, never whom they count.
#[utoipa::path(post, path = "/api/people/cross-tab", tag = "people", request_body = CrossTabAsked,
    responses((status = 200, body = CrossTabView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn cross_tab_people(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<CrossTabAsked>,
) -> Result<Json<CrossTabView>, Refusal> {
    Ok(Json(
        crate::cross_tab::cross_tab(&app, &caller, &asked).await?,
    ))
}
