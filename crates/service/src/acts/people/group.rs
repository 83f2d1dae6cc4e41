//! POST /api/people/group

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::problem::Problem;
use query::{GroupBy, UNKNOWN};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::tag::why::require_sight;
use crate::view::person::{check_tags, sex_label};
use crate::wire::area::{NO_COMMUNITY, area_name};
use crate::wire::people::{PeopleGroup, PeopleGroups, PeopleQuery};

/// How many people, by community, street, sex, age band or tag.
#[utoipa::path(post, path = "/api/people/group", tag = "people", request_body = PeopleQuery,
    responses((status = 200, body = PeopleGroups), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn group_people(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<PeopleQuery>,
) -> Result<Json<PeopleGroups>, Refusal> {
    caller.require(Right::ReadPeople)?;
    check_tags(&app, &caller, &asked)?;
    let by = match asked.by.as_deref() {
        Some("community") => GroupBy::Community,
        Some("street") => GroupBy::Street,
        Some("sex") => GroupBy::Sex,
        Some("age") => GroupBy::AgeBand5,
        Some("tag") => GroupBy::Tag,
        _ => {
            return Err(Problem::bad_input(
                "group-unknown",
                "请说明按什么分组：community（社区）、street（街道）、sex（性别）、age（年龄段）或 tag（标签）。",
            )
            .into());
        }
    };
    let areas = app.areas();
    let filter = asked.filter(caller.scope(asked.area.as_deref(), &areas)?);
    let snapshot = app.snapshot.load();
    let (total, groups) = tokio::task::spawn_blocking(move || {
        Ok::<_, Problem>((snapshot.count(&filter)?, snapshot.group(&filter, by)?))
    })
    .await
    .map_err(|_| broken())??;
    let tags = app.tags();
    let hidden = |key: &str| by == GroupBy::Tag && require_sight(&caller, &tags, key).is_err();
    let groups = groups
        .into_iter()
        .filter(|(key, _)| !hidden(key))
        .map(|(key, count)| PeopleGroup {
            label: match by {
                GroupBy::Community | GroupBy::Street if key == UNKNOWN => NO_COMMUNITY.to_owned(),
                GroupBy::Community | GroupBy::Street => area_name(&areas, Some(&key)),
                GroupBy::Sex => sex_label(&key).to_owned(),
                GroupBy::AgeBand5 | GroupBy::Tag => key.clone(),
            },
            key,
            count,
        })
        .collect();
    Ok(Json(PeopleGroups { total, groups }))
}
