//! GET /api/places/kinds

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::place::kinds;
use crate::wire::place::SmallKind;

/// The kinds of 九小场所, with what has to be known of each and its limits of today.
#[utoipa::path(get, path = "/api/places/kinds", tag = "places",
    responses((status = 200, body = [SmallKind]), (status = 403, body = ProblemBody)))]
pub async fn place_kinds(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<SmallKind>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    Ok(Json(kinds(&app.snapshot.load())))
}
