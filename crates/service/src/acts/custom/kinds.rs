//! GET /api/kinds

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{kind_view, reaches};
use crate::wire::custom::{Kind, KindQuery};

/// The kinds of objects that are used in the caller's area, or those of them that were put away.
#[utoipa::path(get, path = "/api/kinds", tag = "custom", params(KindQuery),
    responses((status = 200, body = Vec<Kind>), (status = 403, body = ProblemBody)))]
pub async fn list_kinds(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<KindQuery>,
) -> Result<Json<Vec<Kind>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let mut views = Vec::new();
    for kind in app.store.custom_kinds(asked.archived).await? {
        if reaches(&caller, &kind, &areas) {
            views.push(kind_view(&app, &caller, kind).await?);
        }
    }
    Ok(Json(views))
}
