//! GET /api/samples

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::sample_check::sample_row;
use crate::wire::sample_check::SampleRow;

/// The sample checks of the caller's area, the newest first.
#[utoipa::path(get, path = "/api/samples", tag = "samples",
    responses((status = 200, body = Vec<SampleRow>), (status = 403, body = ProblemBody)))]
pub async fn list_samples(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<SampleRow>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let communities: Vec<String> = areas
        .communities_under(&caller.area)
        .iter()
        .map(|area| area.code.to_string())
        .chain([caller.area.to_string()])
        .collect();
    let mut rows = Vec::new();
    for check in app.store.sample_checks(&communities).await? {
        rows.push(sample_row(&app, &check).await?);
    }
    Ok(Json(rows))
}
