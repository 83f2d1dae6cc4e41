//! POST /api/addresses/names

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::area::Level;
use catalog::problem::Problem;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::place_again;
use crate::registry::unplaced::estates_of;
use crate::rights::{Caller, Right};
use crate::wire::address::{NameEstate, PlacedAgain};

/// Longest name in characters.
const LONGEST: usize = 40;

/// Say that a name means an estate of a community. Addresses that write the name are placed anew
/// at once, and in every later delivery.
#[utoipa::path(post, path = "/api/addresses/names", tag = "dwellings", request_body = NameEstate,
    responses((status = 200, body = PlacedAgain), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn name_estate(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NameEstate>,
) -> Result<Json<PlacedAgain>, Refusal> {
    caller.require(Right::NameEstates)?;
    let areas = app.areas();
    let community = caller.scope(Some(&asked.community), &areas)?;
    if areas.get(&community).map(|area| area.level) != Some(Level::Community) {
        return Err(Problem::bad_input("community-needed", "请选择小区所在的社区。").into());
    }
    let name = asked.name.trim();
    if !(2..=LONGEST).contains(&name.chars().count()) {
        return Err(
            Problem::bad_input("name-unusable", "名称应为 2 到 40 个字，请重新选择。").into(),
        );
    }
    let estates = estates_of(&app, &community)?;
    if estates.iter().any(|estate| estate == name) {
        return Err(Problem::conflict(
            "name-is-estate",
            "底账里已有叫这个名称的小区，不能再指认为别的小区。",
        )
        .into());
    }
    if !estates.contains(&asked.estate) {
        return Err(Problem::not_found(
            "estate-unknown",
            "该社区没有这个小区的房屋，请从列表中选择。",
        )
        .into());
    }
    let placed = place_again::name_estate(&app, &caller, &community, name, &asked.estate).await?;
    Ok(Json(PlacedAgain { placed }))
}
