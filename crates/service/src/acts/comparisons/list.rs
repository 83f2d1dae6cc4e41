//! GET /api/comparisons

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::comparison::{reach, view::comparison_view};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::comparison::ComparisonView;

/// Comparisons that concern the caller, with their newest runs counted for the caller's area.
#[utoipa::path(get, path = "/api/comparisons", tag = "comparisons",
    responses((status = 200, body = Vec<ComparisonView>), (status = 403, body = ProblemBody)))]
pub async fn list_comparisons(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<ComparisonView>>, Refusal> {
    caller.require(Right::CloseItems)?;
    let areas = app.areas();
    let mut views = Vec::new();
    for stored in app.store.comparisons().await? {
        if reach::concerns(&caller, &stored, &areas) {
            views.push(comparison_view(&app, &caller, &stored).await?);
        }
    }
    Ok(Json(views))
}
