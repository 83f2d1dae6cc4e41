//! GET /api/figures/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::figures::view::page;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::figure_run::FigureRunView;

/// A question of the caller's own: how far it is, and its figures.
#[utoipa::path(get, path = "/api/figures/{id}", tag = "figures", params(("id" = i64, Path)),
    responses((status = 200, body = FigureRunView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn figures_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<FigureRunView>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let run = app.store.figure_run(id, caller.account).await?;
    Ok(Json(page(&app, &run).await?))
}
