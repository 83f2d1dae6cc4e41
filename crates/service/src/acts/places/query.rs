//! POST /api/places/query

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::element::{Dictionary, no};
use query::{PlaceFilter, PlaceKind};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::view::facts::display;
use crate::wire::area::area_name;
use crate::wire::place::{PlaceRow, PlacesPage, PlacesQuery};

/// Places of an area: enterprises and sole traders.
#[utoipa::path(post, path = "/api/places/query", tag = "places", request_body = PlacesQuery,
    responses((status = 200, body = PlacesPage), (status = 403, body = ProblemBody)))]
pub async fn query_places(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<PlacesQuery>,
) -> Result<Json<PlacesPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let filter = PlaceFilter {
        area: Some(caller.scope(asked.area.as_deref(), &areas)?),
        text: asked.text.clone().filter(|text| !text.trim().is_empty()),
        kind: match asked.kind.as_deref() {
            Some("enterprise") => Some(PlaceKind::Enterprise),
            Some("sole-trader") => Some(PlaceKind::SoleTrader),
            _ => None,
        },
    };
    let page = usize::try_from(asked.page.unwrap_or(1).max(1)).unwrap_or(1);
    let size = usize::try_from(asked.size.unwrap_or(50).clamp(1, 200)).unwrap_or(50);
    let snapshot = app.snapshot.load();
    let found = tokio::task::spawn_blocking(move || snapshot.places(&filter, page, size))
        .await
        .map_err(|_| broken())??;
    let address = Dictionary::shipped().get(no::PLACE_ADDRESS);
    let status = Dictionary::shipped().by_id("place_status");
    Ok(Json(PlacesPage {
        total: found.total,
        rows: found
            .rows
            .into_iter()
            .map(|row| PlaceRow {
                id: row.id,
                name: row.name,
                kind: match row.kind {
                    PlaceKind::Enterprise => "企业",
                    PlaceKind::SoleTrader => "个体工商户",
                    _ => "其他",
                }
                .to_owned(),
                credit_code: row.credit_code.unwrap_or_default(),
                address: address.map_or_else(String::new, |element| {
                    caller
                        .show(element, row.address.as_deref().unwrap_or_default(), None)
                        .text
                }),
                community: area_name(
                    &areas,
                    row.community.as_ref().map(ToString::to_string).as_deref(),
                ),
                status: row.status.as_deref().map_or_else(String::new, |code| {
                    status.map_or_else(|| code.to_owned(), |element| display(element, code, &areas))
                }),
                industry: row.industry.unwrap_or_default(),
            })
            .collect(),
    }))
}
