//! POST /api/people/group

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::problem::Problem;
use query::GroupBy;

use crate::app::App;
use crate::dimension::{dimension, key_labels, require_crowd};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::tag::why::require_sight;
use crate::view::person::check_tags;
use crate::wire::people::{PeopleGroup, PeopleGroups, PeopleQuery};

/// How many people, by community, street, sex, age band, tag or a coded element.
#[utoipa::path(post, path = "/api/people/group", tag = "people", request_body = PeopleQuery,
    responses((status = 200, body = PeopleGroups), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn group_people(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<PeopleQuery>,
) -> Result<Json<PeopleGroups>, Refusal> {
    caller.require(Right::ReadPeople)?;
    check_tags(&app, &caller, &asked)?;
    let by = dimension(&app, &caller, asked.by.as_deref().unwrap_or_default())?;
    let areas = app.areas();
    let filter = asked.filter(caller.scope(asked.area.as_deref(), &areas)?);
    let snapshot = app.snapshot.load();
    let (total, groups) = tokio::task::spawn_blocking(move || {
        Ok::<_, Problem>((snapshot.count(&filter)?, snapshot.group(&filter, by)?))
    })
    .await
    .map_err(|_| broken())??;
    require_crowd(&[by], total)?;
    let tags = app.tags();
    let hidden = |key: &str| by == GroupBy::Tag && require_sight(&caller, &tags, key).is_err();
    let (keys, counts): (Vec<String>, Vec<u64>) =
        groups.into_iter().filter(|(key, _)| !hidden(key)).unzip();
    let groups = key_labels(&areas, by, &keys)
        .into_iter()
        .zip(keys)
        .zip(counts)
        .map(|((label, key), count)| PeopleGroup { label, key, count })
        .collect();
    Ok(Json(PeopleGroups { total, groups }))
}
