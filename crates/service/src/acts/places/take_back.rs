//! POST /api/places/{id}/outcome/undo

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::place_check::take_back;
use crate::rights::{Caller, Right};
use crate::view::place::place_in_reach;
use crate::wire::place::PlaceOutcomeMade;

/// Take back what was said of a place on the spot: it is as if it had never been said.
#[utoipa::path(post, path = "/api/places/{id}/outcome/undo", tag = "places", params(("id" = i64, Path)),
    request_body = PlaceOutcomeMade,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn take_back_outcome(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(made): Body<PlaceOutcomeMade>,
) -> Result<StatusCode, Refusal> {
    caller.require(Right::CheckPlaces)?;
    place_in_reach(&app, &caller, id).await?;
    take_back(&app, &caller, id, made.delivery).await?;
    Ok(StatusCode::NO_CONTENT)
}
