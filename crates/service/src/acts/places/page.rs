//! GET /api/places/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right, Role};
use crate::view::facts::{facts, left_lists};
use crate::view::lock::locks;
use crate::wire::area::area_name;
use crate::wire::place::PlacePage;

/// A place: each value with source and date.
#[utoipa::path(get, path = "/api/places/{id}", tag = "places", params(("id" = i64, Path)),
    responses((status = 200, body = PlacePage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn place_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<PlacePage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let missing = || {
        Problem::not_found(
            "place-unknown",
            "没有这个单位，可能批次已撤销，请重新查询。",
        )
    };
    let entity = app
        .store
        .entity(id)
        .await?
        .filter(|entity| entity.kind == EntityKind::Place)
        .ok_or_else(missing)?;
    let areas = app.areas();
    match entity
        .community
        .as_deref()
        .and_then(|code| code.parse().ok())
    {
        Some(code) => caller.require_area(&code, &areas)?,
        None if caller.role == Role::Department => {}
        None => return Err(missing().into()),
    }
    let records = app.store.records_of(id).await?;
    let mut facts = facts(
        &caller,
        &entity.current,
        &records,
        &areas,
        clock::epoch_day(clock::today()),
    );
    crate::contest::mark(&app, id, &mut facts).await?;
    Ok(Json(PlacePage {
        id,
        name: entity
            .current
            .text(no::PLACE_NAME)
            .unwrap_or("名称未登记")
            .to_owned(),
        community: area_name(&areas, entity.community.as_deref()),
        left: left_lists(&app.snapshot.load(), EntityKind::Place, &entity.current),
        facts,
        locks: locks(&app, id).await?,
    }))
}
