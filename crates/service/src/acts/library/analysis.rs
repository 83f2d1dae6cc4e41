//! GET /api/library/analysis

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::library::{look_over, shelves};
use crate::rights::{Caller, Right};
use crate::view::library::analysis_view;
use crate::wire::library::LibraryAnalysis;

/// All forms of the library looked over together: common items, what only looks the same, overlap,
/// what could stop, and what a year of it would save.
#[utoipa::path(get, path = "/api/library/analysis", tag = "library",
    responses((status = 200, body = LibraryAnalysis), (status = 403, body = ProblemBody)))]
pub async fn analyse_library(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<LibraryAnalysis>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let shelves = shelves(&app).await?;
    let analysis = look_over(&app, &shelves).await?;
    Ok(Json(analysis_view(&caller, &shelves, analysis)))
}
