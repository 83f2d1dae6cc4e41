//! POST /api/places/query

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::grade::Grade;
use catalog::problem::Problem;
use query::{PlaceFilter, PlaceKind};

use crate::app::App;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::tag::why::require_sight;
use crate::view::place::place_row;
use crate::wire::place::{PlacesPage, PlacesQuery};

/// Days after which what was found on the spot counts as not checked (九小场所 holds for 180 days).
const CHECKED_FOR: i32 = 180;

/// Places of an area: enterprises, sole traders and others, by kind, tag and last check.
#[utoipa::path(post, path = "/api/places/query", tag = "places", request_body = PlacesQuery,
    responses((status = 200, body = PlacesPage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn query_places(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<PlacesQuery>,
) -> Result<Json<PlacesPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    check_tags(&app, &caller, &asked)?;
    let areas = app.areas();
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let filter = PlaceFilter {
        area: Some(caller.scope(asked.area.as_deref(), &areas)?),
        text: given(&asked.text),
        kind: match asked.kind.as_deref() {
            Some("enterprise") => Some(PlaceKind::Enterprise),
            Some("sole-trader") => Some(PlaceKind::SoleTrader),
            Some("other") => Some(PlaceKind::Other),
            _ => None,
        },
        tags: asked.tags.clone(),
        untold: given(&asked.untold),
        small_kind: given(&asked.small_kind),
        state: given(&asked.state),
        unchecked_since: asked
            .unchecked
            .then(|| clock::epoch_day(clock::today()) - CHECKED_FOR),
        dwelling: asked.dwelling,
    };
    let page = usize::try_from(asked.page.unwrap_or(1).max(1)).unwrap_or(1);
    let size = usize::try_from(asked.size.unwrap_or(50).clamp(1, 200)).unwrap_or(50);
    let snapshot = app.snapshot.load();
    let found = tokio::task::spawn_blocking(move || snapshot.places(&filter, page, size))
        .await
        .map_err(|_| broken())??;
    Ok(Json(PlacesPage {
        total: found.total,
        rows: found
            .rows
            .into_iter()
            .map(|row| place_row(&app, &caller, row, &areas))
            .collect(),
    }))
}

/// Refuses tags that the caller may not ask by: a list by a tag says of each who carries it. Lists by
/// what is graded L4 need a purpose, which only lists of people ask for.
fn check_tags(app: &App, caller: &Caller, asked: &PlacesQuery) -> Result<(), Problem> {
    let tags = app.tags();
    for name in asked.tags.iter().chain(&asked.untold) {
        require_sight(caller, &tags, name)?;
        if tags.find(name)?.definition.grade == Grade::L4 {
            return Err(Problem::forbidden(
                "tag-withheld",
                format!("标签“{name}”属于敏感数据，单位名单不能按它筛选，请到标签页看数量。"),
            ));
        }
    }
    Ok(())
}
