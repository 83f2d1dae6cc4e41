//! GET /api/comparisons/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::comparison::{reach::in_reach, view::comparison_view};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::comparison::ComparisonView;

/// A comparison with its runs.
#[utoipa::path(get, path = "/api/comparisons/{id}", tag = "comparisons", params(("id" = i64, Path)),
    responses((status = 200, body = ComparisonView), (status = 404, body = ProblemBody)))]
pub async fn comparison_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<ComparisonView>, Refusal> {
    caller.require(Right::CloseItems)?;
    let stored = in_reach(&app, &caller, id).await?;
    Ok(Json(comparison_view(&app, &caller, &stored).await?))
}
