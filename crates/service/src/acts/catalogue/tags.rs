//! GET /api/tags

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::catalogue::HeldTag;
use crate::tag::figures;
use crate::tag::proposal::{kind_text, level_text};
use crate::wire::catalogue::TagCount;

/// Where to count.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Where {
    /// Area code; the caller's own area when absent.
    area: Option<String>,
    /// 口径: `home`, `hukou`, or `either`, which is also meant when absent.
    basis: Option<String>,
}

/// The tags in force that the caller may see, with how many of the area hold each.
#[utoipa::path(get, path = "/api/tags", tag = "catalogue", params(Where),
    responses((status = 200, body = Vec<TagCount>), (status = 403, body = ProblemBody)))]
pub async fn list_tags(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(place): Query<Where>,
) -> Result<Json<Vec<TagCount>>, Refusal> {
    let area = caller.scope(place.area.as_deref(), &app.areas())?;
    let snapshot = app.snapshot.load();
    let basis = figures::basis_of(place.basis.as_deref());
    let mut counts = figures::of_people(&snapshot, &area, basis)?;
    counts.extend(figures::of_things(&snapshot, &area)?);
    let reads_people = caller.can(Right::ReadPeople);
    let sees = |tag: &&HeldTag| {
        !reads_people || caller.sees_tag(tag.definition.grade, &tag.definition.department)
    };
    Ok(Json(
        app.tags()
            .all()
            .iter()
            .filter(sees)
            .map(|tag| {
                let counted = counts
                    .get(&tag.definition.name)
                    .filter(|_| reads_people)
                    .copied();
                tag_count(tag, counted)
            })
            .collect(),
    ))
}

fn tag_count(tag: &HeldTag, counted: Option<(u64, u64)>) -> TagCount {
    let definition = &tag.definition;
    TagCount {
        name: definition.name.clone(),
        subject: definition.subject.clone(),
        kind: kind_text(definition).to_owned(),
        group: definition.group.clone(),
        rule: definition.definition.clone(),
        source: definition.department.clone(),
        grade: format!("{:?}", definition.grade),
        count: counted.map(|(yes, _)| yes),
        unknown: counted.map(|(_, unknown)| unknown),
        level: level_text(definition.level).to_owned(),
        version: tag.version,
        origin: tag.origin.as_str().to_owned(),
        city_code: definition.city_code.clone(),
        valid_until: definition.valid_until.map(clock::day_text),
    }
}
