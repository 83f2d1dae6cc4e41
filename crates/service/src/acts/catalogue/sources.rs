//! GET /api/sources

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::source::Sources;

use crate::app::App;
use crate::http::problem::Refusal;
use crate::registry::rosters;
use crate::rights::Caller;
use crate::wire::catalogue::SourceView;

/// The sources the caller may hand over for.
#[utoipa::path(get, path = "/api/sources", tag = "catalogue", responses((status = 200, body = Vec<SourceView>)))]
pub async fn list_sources(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<SourceView>>, Refusal> {
    let own = Sources::shipped().all().iter();
    let own = own.filter(|source| !source.made_here && caller.owns_source(source));
    let mut views = Vec::new();
    for source in own {
        views.push(SourceView {
            code: source.code.clone(),
            label: source.label.clone(),
            department: source.department.clone(),
            entity: super::elements::word(&source.entity),
            roster: rosters::is_roster(&app.store, source).await?,
        });
    }
    Ok(Json(views))
}
