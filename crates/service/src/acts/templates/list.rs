//! GET /api/templates

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::form::template_view;
use crate::wire::form::Template;

/// The templates of the caller's department, newest first.
#[utoipa::path(get, path = "/api/templates", tag = "forms",
    responses((status = 200, body = Vec<Template>), (status = 403, body = ProblemBody)))]
pub async fn list_templates(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<Template>>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let stored = app.store.templates(caller.department.as_deref()).await?;
    let views: Result<Vec<_>, _> = stored.into_iter().map(template_view).collect();
    Ok(Json(views?))
}
