//! GET /api/figures

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::figures::view::head;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::figure_run::FigureRunView;

/// More questions than anybody looks back at.
const SHOWN: u64 = 50;

/// The caller's own questions, the newest first, without their figures.
#[utoipa::path(get, path = "/api/figures", tag = "figures",
    responses((status = 200, body = Vec<FigureRunView>), (status = 403, body = ProblemBody)))]
pub async fn list_figures(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<FigureRunView>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let mut heads = Vec::new();
    for run in app.store.figure_runs(caller.account, SHOWN).await? {
        heads.push(head(&app, &run).await?);
    }
    Ok(Json(heads))
}
