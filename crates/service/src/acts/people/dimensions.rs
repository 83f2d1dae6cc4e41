//! GET /api/people/dimensions

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::dimension::dimensions;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::wire::dimension::DimensionView;

/// What the caller may count people by: areas, age, sex, tags, and coded elements of which anything
/// is held and that are not too sensitive for them.
#[utoipa::path(get, path = "/api/people/dimensions", tag = "people",
    responses((status = 200, body = Vec<DimensionView>), (status = 403, body = ProblemBody)))]
pub async fn people_dimensions(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<DimensionView>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    // Whether anything is held is asked of everybody, element by element.
    let found = tokio::task::spawn_blocking(move || dimensions(&app, &caller))
        .await
        .map_err(|_| broken())?;
    Ok(Json(found))
}
