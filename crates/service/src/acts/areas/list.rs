//! GET /api/areas

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::area::{AreaCode, AreaTree};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::area::AreaNode;

/// Under which area.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Under {
    /// Area code; the caller's own area when absent.
    under: Option<String>,
}

/// An area and everything below it, parents before children.
#[utoipa::path(get, path = "/api/areas", tag = "areas", params(Under),
    responses((status = 200, body = Vec<AreaNode>), (status = 403, body = ProblemBody)))]
pub async fn list_areas(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(under): Query<Under>,
) -> Result<Json<Vec<AreaNode>>, Refusal> {
    let areas = app.areas();
    let top = caller.scope(under.under.as_deref(), &areas)?;
    let mut nodes = Vec::new();
    walk(&areas, &top, &mut nodes);
    Ok(Json(nodes))
}

fn walk(areas: &AreaTree, code: &AreaCode, nodes: &mut Vec<AreaNode>) {
    let Some(area) = areas.get(code) else { return };
    nodes.push(AreaNode::from(area));
    for child in areas.children(code) {
        walk(areas, &child.code, nodes);
    }
}
