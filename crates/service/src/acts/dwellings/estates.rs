//! GET /api/estates

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::area::area_name;
use crate::wire::people::Estate;

/// Which estates.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EstateFilter {
    /// Area code; the caller's own area when absent.
    area: Option<String>,
}

/// Estates (小区) of an area.
#[utoipa::path(get, path = "/api/estates", tag = "dwellings", params(EstateFilter),
    responses((status = 200, body = Vec<Estate>), (status = 403, body = ProblemBody)))]
pub async fn list_estates(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<EstateFilter>,
) -> Result<Json<Vec<Estate>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    let rows = app.snapshot.load().estates(Some(&area))?;
    Ok(Json(
        rows.into_iter()
            .map(|row| Estate {
                community: area_name(
                    &areas,
                    row.community.map(|code| code.to_string()).as_deref(),
                ),
                community_code: row
                    .community
                    .map(|code| code.to_string())
                    .unwrap_or_default(),
                name: row.name,
                buildings: row.buildings,
                dwellings: row.dwellings,
                occupied: row.occupied,
                residents: row.residents,
            })
            .collect(),
    ))
}
