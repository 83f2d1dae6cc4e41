//! GET /api/borders

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::border::view::head;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::border::BorderHead;

/// Border sets that the caller may count by, the newest first.
#[utoipa::path(get, path = "/api/borders", tag = "borders",
    responses((status = 200, body = Vec<BorderHead>), (status = 403, body = ProblemBody)))]
pub async fn list_borders(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<BorderHead>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let mut heads = Vec::new();
    for border in app.store.border_sets().await? {
        if caller.uses_border(&border, &areas) {
            heads.push(head(&app, &caller, &border).await?);
        }
    }
    Ok(Json(heads))
}
