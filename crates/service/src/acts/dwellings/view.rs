//! GET /api/estates/view

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::area::AreaCode;
use catalog::element::{Dictionary, no};
use catalog::problem::Problem;
use query::{Building, Floor, RoomCell};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::facts::display;
use crate::wire::area::area_name;
use crate::wire::people::{BuildingView, EstateView, FloorView, RoomView, UnitView};

/// Which estate.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EstateName {
    /// Community code.
    community: String,
    /// Name of the estate.
    name: String,
}

/// 楼盘表: buildings, units, floors and rooms of an estate, with how many live in each.
#[utoipa::path(get, path = "/api/estates/view", tag = "dwellings", params(EstateName),
    responses((status = 200, body = EstateView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn estate_view(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<EstateName>,
) -> Result<Json<EstateView>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let community: AreaCode = caller.scope(Some(&asked.community), &areas)?;
    let buildings = app.snapshot.load().building_view(&community, &asked.name);
    if buildings.is_empty() {
        return Err(Problem::not_found(
            "estate-unknown",
            "该社区没有这个小区的房屋，请返回小区列表重新选择。",
        )
        .into());
    }
    let use_element = Dictionary::shipped().get(no::DWELLING_USE);
    let use_label =
        |code: &str| use_element.map_or_else(String::new, |element| display(element, code, &areas));
    Ok(Json(EstateView {
        community: area_name(&areas, Some(&community.to_string())),
        name: asked.name,
        buildings: buildings
            .into_iter()
            .map(|building| building_view(building, &use_label))
            .collect(),
    }))
}

fn building_view(building: Building, use_label: &impl Fn(&str) -> String) -> BuildingView {
    let units: Vec<UnitView> = building
        .units
        .into_iter()
        .map(|unit| UnitView {
            name: numbered(&unit.name, "单元"),
            floors: unit
                .floors
                .into_iter()
                .map(|floor| floor_view(floor, use_label))
                .collect(),
        })
        .collect();
    let rooms = units
        .iter()
        .flat_map(|unit| &unit.floors)
        .flat_map(|floor| &floor.rooms);
    BuildingView {
        residents: rooms.map(|room| room.residents).sum(),
        name: numbered(&building.name, "号楼"),
        units,
    }
}

/// `3` is read as 3号楼 or 3单元; a name that is more than a number stays as it is.
fn numbered(name: &str, word: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    if bare {
        format!("{name}{word}")
    } else {
        name.to_owned()
    }
}

fn floor_view(floor: Floor, use_label: &impl Fn(&str) -> String) -> FloorView {
    FloorView {
        floor: floor.floor,
        rooms: floor
            .rooms
            .into_iter()
            .map(|room| RoomView {
                use_label: use_label(room.use_code.as_deref().unwrap_or_default()),
                flags: flags(&room),
                dwelling_id: room.dwelling,
                residents: u64::from(room.residents),
                registered: u64::from(room.registered),
                room: room.room,
            })
            .collect(),
    }
}

fn flags(room: &RoomCell) -> Vec<String> {
    let mut flags = Vec::new();
    if room.residents == 0 {
        flags.push("无登记住户".to_owned());
    }
    if room.residents == 0 && room.registered > 0 {
        flags.push("户在人不在".to_owned());
    }
    if room.has_elder {
        flags.push("有老年人".to_owned());
    }
    flags
}
