//! POST /api/people/query

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::purpose::say_why_listed;
use crate::rights::{Caller, Right};
use crate::view::person::{check_tags, person_row};
use crate::wire::people::{PeoplePage, PeopleQuery};

/// People of an area. The question travels in the body: names and numbers never stand in a URL.
/// Who is listed by a tag or an element graded L4 is listed for a purpose only, which is kept.
#[utoipa::path(post, path = "/api/people/query", tag = "people", request_body = PeopleQuery,
    responses((status = 200, body = PeoplePage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn query_people(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<PeopleQuery>,
) -> Result<Json<PeoplePage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    check_tags(&app, &caller, &asked)?;
    say_why_listed(&app, &caller, &asked).await?;
    let areas = app.areas();
    let filter = asked.filter(caller.scope(asked.area.as_deref(), &areas)?);
    let sort = asked.sort();
    let (page, size) = asked.bounds();
    let snapshot = app.snapshot.load();
    let started = Instant::now();
    let found = tokio::task::spawn_blocking(move || snapshot.people(&filter, sort, page, size))
        .await
        .map_err(|_| crate::http::problem::broken())??;
    Ok(Json(PeoplePage {
        total: found.total,
        took_ms: milliseconds(started.elapsed()),
        rows: found
            .rows
            .into_iter()
            .map(|row| person_row(&app, &caller, row, &areas))
            .collect(),
    }))
}

/// Thousandths are as fine as anybody asks.
fn milliseconds(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
