//! POST /api/comparisons/{id}/runs

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;

use crate::app::App;
use crate::comparison::reach::{in_reach, owns};
use crate::comparison::run::{is_running, run_in_background};
use crate::comparison::view::comparison_view;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::comparison::ComparisonView;

/// Run a comparison again, in the background.
#[utoipa::path(post, path = "/api/comparisons/{id}/runs", tag = "comparisons", params(("id" = i64, Path)),
    responses((status = 202, body = ComparisonView), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn run_comparison(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<(StatusCode, Json<ComparisonView>), Refusal> {
    caller.require(Right::Compare)?;
    let stored = in_reach(&app, &caller, id).await?;
    if !owns(&caller, &stored) {
        return Err(Problem::forbidden(
            "comparison-foreign",
            "这项比对由其他单位建立，请联系该单位重新运行。",
        )
        .into());
    }
    if is_running(&app, id) {
        return Err(Problem::conflict(
            "comparison-running",
            "这项比对正在运行，请等它结束后再看结果。",
        )
        .into());
    }
    run_in_background(app.clone(), id, Some(caller.account));
    let mut view = comparison_view(&app, &caller, &stored).await?;
    // It may not have begun yet, or be done already; either way the page should look again.
    view.running = true;
    Ok((StatusCode::ACCEPTED, Json(view)))
}
