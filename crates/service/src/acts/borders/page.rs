//! GET /api/borders/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::border::{in_reach, view};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::border::BorderPage;

/// A border set laid over the dwellings of the caller's area: units, rows that meet, and gaps.
#[utoipa::path(get, path = "/api/borders/{id}", tag = "borders", params(("id" = i64, Path)),
    responses((status = 200, body = BorderPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn border_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<BorderPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let border = in_reach(&app, &caller, id).await?;
    Ok(Json(view::page(&app, &caller, &border).await?))
}
