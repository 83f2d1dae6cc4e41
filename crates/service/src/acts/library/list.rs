//! GET /api/library

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::Refusal;
use crate::library::shelves;
use crate::rights::Caller;
use crate::view::library::form_view;
use crate::wire::library::LibraryForm;

/// The directory of forms of all departments, with registration, rhythm and burden. Whoever is
/// asked to fill a form may look it up here.
#[utoipa::path(get, path = "/api/library", tag = "library",
    responses((status = 200, body = Vec<LibraryForm>)))]
pub async fn list_library(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<LibraryForm>>, Refusal> {
    let mut views = Vec::new();
    for shelved in shelves(&app).await? {
        views.push(form_view(&app, &caller, &shelved).await?);
    }
    Ok(Json(views))
}
