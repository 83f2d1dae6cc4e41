//! GET /api/library/decisions

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::library::decision_view;
use crate::wire::library::DecisionView;

/// Decisions about items of forms, the newest first; those taken back among them.
#[utoipa::path(get, path = "/api/library/decisions", tag = "library",
    responses((status = 200, body = Vec<DecisionView>), (status = 403, body = ProblemBody)))]
pub async fn list_decisions(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<DecisionView>>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let mut views = Vec::new();
    for kept in app.store.form_decisions().await?.iter().rev() {
        views.push(decision_view(&app, &caller, kept).await?);
    }
    Ok(Json(views))
}
