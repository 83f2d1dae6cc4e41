//! POST /api/figures

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::figures::checked;
use crate::figures::run::begin;
use crate::figures::view::page;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::figure_run::{FigureQuestion, FigureRunView};

/// Count an area by the units of a border set, on today or past days. Of today alone the answer
/// has the figures; a past day is counted in the background.
#[utoipa::path(post, path = "/api/figures", tag = "figures", request_body = FigureQuestion,
    responses((status = 201, body = FigureRunView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn ask_figures(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<FigureQuestion>,
) -> Result<(StatusCode, Json<FigureRunView>), Refusal> {
    let question = checked(&app, &caller, &asked).await?;
    let run = begin(&app, &caller, &asked, question).await?;
    Ok((StatusCode::CREATED, Json(page(&app, &run).await?)))
}
