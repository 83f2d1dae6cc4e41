//! GET /api/samples/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::sample_check::{sample_in_reach, sample_page as view};
use crate::wire::sample_check::SamplePage;

/// A sample check: what to ask at each door, and what came out.
#[utoipa::path(get, path = "/api/samples/{id}", tag = "samples", params(("id" = i64, Path)),
    responses((status = 200, body = SamplePage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn sample_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<SamplePage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let check = sample_in_reach(&app, &caller, id).await?;
    Ok(Json(view(&app, &caller, check).await?))
}
