//! GET /api/cockpit

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use query::Basis;

use crate::app::App;
use crate::cockpit::Desk;
use crate::cockpit::leads::leads;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::segment::narrow::Narrow;
use crate::tag::card::SourceDays;
use crate::tag::figures::in_background;
use crate::wire::figure::{Cockpit, CockpitAsked};

/// Population, age pyramid, changes of the month, tags and leads of an area of the caller's, each
/// with what it means and a link to the people or leads behind it under the same rights.
#[utoipa::path(get, path = "/api/cockpit", tag = "cockpit", params(CockpitAsked),
    responses((status = 200, body = Cockpit), (status = 403, body = ProblemBody)))]
pub async fn cockpit(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<CockpitAsked>,
) -> Result<Json<Cockpit>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    let (basis, basis_name) = match asked.basis.as_deref() {
        Some("hukou") => (Basis::Hukou, "hukou"),
        Some("either") => (Basis::Either, "either"),
        _ => (Basis::Home, "home"),
    };
    let segment = match asked.segment {
        Some(id) => Some(Narrow::to(&app, &caller, id, area).await?),
        None => None,
    };
    let days = Arc::new(SourceDays::read(&app).await?);
    let desk = Desk {
        tags: app.tags(),
        areas,
        area,
        basis,
        basis_name,
        days: Arc::clone(&days),
        segment,
    };
    // Leads are of people and policies; a segment of people would cut through both.
    let leads = match desk.segment {
        Some(_) => None,
        None => leads(&app, &caller, desk.area()?, &days).await?,
    };
    let viewer = caller.clone();
    let figures = in_background(app.snapshot.load(), move |snapshot| {
        desk.cockpit(snapshot, &viewer)
    })
    .await?;
    Ok(Json(Cockpit { leads, ..figures }))
}
