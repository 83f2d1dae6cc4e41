//! POST /api/review/find

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::duplicates::find_duplicates;
use crate::registry::feed;
use crate::registry::last_search::Searcher;
use crate::rights::{Caller, Right};
use crate::view::gate::found_view;
use crate::wire::identity::FoundView;

/// Look through the registry for people who stand in it twice.
#[utoipa::path(post, path = "/api/review/find", tag = "review",
    responses((status = 200, body = FoundView), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn find_pairs(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<FoundView>, Refusal> {
    caller.require(Right::MergeGate)?;
    let found = find_duplicates(&app, Searcher::Account(caller.account)).await?;
    feed::catch_up(&app).await?;
    Ok(Json(found_view(found)))
}
