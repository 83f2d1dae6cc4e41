//! GET /api/sources

use axum::Json;
use catalog::source::Sources;

use crate::http::problem::Refusal;
use crate::rights::Caller;
use crate::wire::catalogue::SourceView;

/// The sources the caller may hand over for.
#[utoipa::path(get, path = "/api/sources", tag = "catalogue", responses((status = 200, body = Vec<SourceView>)))]
pub async fn list_sources(caller: Caller) -> Result<Json<Vec<SourceView>>, Refusal> {
    Ok(Json(
        Sources::shipped()
            .all()
            .iter()
            .filter(|source| !source.made_here && caller.owns_source(source))
            .map(|source| SourceView {
                code: source.code.clone(),
                label: source.label.clone(),
                department: source.department.clone(),
                entity: super::elements::word(&source.entity),
            })
            .collect(),
    ))
}
