//! GET /api/places/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::no;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::facts::{facts, left_lists};
use crate::view::lock::locks;
use crate::view::place::{checks, place_in_reach, place_tags, sites, small_card};
use crate::wire::area::area_name;
use crate::wire::place::PlacePage;

/// A place: each value with source and date, where it is registered beside where it works, whether it
/// is one of 九小场所 and why, and what was last found on the spot.
#[utoipa::path(get, path = "/api/places/{id}", tag = "places", params(("id" = i64, Path)),
    responses((status = 200, body = PlacePage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn place_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<PlacePage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let entity = place_in_reach(&app, &caller, id).await?;
    let areas = app.areas();
    let records = app.store.records_of(id).await?;
    let mut facts = facts(
        &caller,
        &entity.current,
        &records,
        &areas,
        clock::epoch_day(clock::today()),
    );
    crate::contest::mark(&app, id, &mut facts).await?;
    let snapshot = app.snapshot.load();
    Ok(Json(PlacePage {
        id,
        name: entity
            .current
            .text(no::PLACE_NAME)
            .unwrap_or("名称未登记")
            .to_owned(),
        community: area_name(&areas, entity.community.as_deref()),
        left: left_lists(&snapshot, entity.kind, &entity.current),
        tags: place_tags(&app, &caller, &snapshot, id),
        sites: sites(&caller, &snapshot, &entity, &areas),
        small: small_card(&snapshot, &entity),
        checks: checks(&app, &caller, id, &records).await?,
        may_check: caller.can(Right::CheckPlaces),
        facts,
        locks: locks(&app, id).await?,
    }))
}
