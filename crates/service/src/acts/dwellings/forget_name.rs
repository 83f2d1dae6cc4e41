//! POST /api/addresses/names/{id}/forget

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::place_again;
use crate::rights::{Caller, Right};
use crate::wire::address::PlacedAgain;

/// Take back that a name means an estate. Addresses that write it are placed anew without it.
#[utoipa::path(post, path = "/api/addresses/names/{id}/forget", tag = "dwellings", params(("id" = i64, Path)),
    responses((status = 200, body = PlacedAgain), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn forget_name(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<PlacedAgain>, Refusal> {
    caller.require(Right::NameEstates)?;
    let alias = app.store.estate_alias(id).await?;
    let missing =
        || Problem::not_found("alias-missing", "没有这个别名，可能已被取消，请刷新页面。");
    let community = alias.community.parse().map_err(|_| missing())?;
    caller.require_area(&community, &app.areas())?;
    if alias.delivery.is_some() {
        return Err(missing().into());
    }
    let placed = place_again::forget_name(&app, &caller, &community, &alias).await?;
    Ok(Json(PlacedAgain { placed }))
}
