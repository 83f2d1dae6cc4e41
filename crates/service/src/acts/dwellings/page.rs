//! GET /api/dwellings/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::facts::facts;
use crate::view::lock::locks;
use crate::view::person::person_row;
use crate::view::ties::dwelling_ties;
use crate::wire::area::area_name;
use crate::wire::people::DwellingPage;

/// A dwelling: its values, who lives there and who is registered there.
#[utoipa::path(get, path = "/api/dwellings/{id}", tag = "dwellings", params(("id" = i64, Path)),
    responses((status = 200, body = DwellingPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn dwelling_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<DwellingPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let missing = || {
        Problem::not_found(
            "dwelling-unknown",
            "没有这套房屋，可能批次已撤销，请从楼盘表重新进入。",
        )
    };
    let entity = app
        .store
        .entity(id)
        .await?
        .filter(|entity| entity.kind == EntityKind::Dwelling)
        .ok_or_else(missing)?;
    let areas = app.areas();
    let code = entity
        .community
        .as_deref()
        .and_then(|code| code.parse().ok())
        .ok_or_else(missing)?;
    caller.require_area(&code, &areas)?;
    let records = app.store.records_of(id).await?;
    let snapshot = app.snapshot.load();
    let text = |element| entity.current.text(element).unwrap_or_default().to_owned();
    let people = |rows: Vec<query::PersonRow>| {
        rows.into_iter()
            .map(|row| person_row(&app, &caller, row, &areas))
            .collect()
    };
    let mut facts = facts(
        &caller,
        &entity.current,
        &records,
        &areas,
        clock::epoch_day(clock::today()),
    );
    crate::contest::mark(&app, id, &mut facts).await?;
    Ok(Json(DwellingPage {
        id,
        label: snapshot
            .dwelling(id)
            .map(|dwelling| dwelling.address)
            .unwrap_or_default(),
        community: area_name(&areas, entity.community.as_deref()),
        estate: text(no::ESTATE),
        building: text(no::BUILDING),
        unit: text(no::UNIT),
        room: text(no::ROOM),
        facts,
        occupants: people(snapshot.occupants(id)),
        registered: people(snapshot.registered_at(id)),
        ties: dwelling_ties(&app, &caller, id, &records).await?,
        locks: locks(&app, id).await?,
    }))
}
