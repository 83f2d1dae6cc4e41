//! GET /api/tags

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::tag::{Tag, TagKind};
use query::Basis;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
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

/// The tags the caller may see, with how many people of the area hold each.
#[utoipa::path(get, path = "/api/tags", tag = "catalogue", params(Where),
    responses((status = 200, body = Vec<TagCount>), (status = 403, body = ProblemBody)))]
pub async fn list_tags(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(place): Query<Where>,
) -> Result<Json<Vec<TagCount>>, Refusal> {
    let area = caller.scope(place.area.as_deref(), &app.areas())?;
    let basis = match place.basis.as_deref() {
        Some("home") => Basis::Home,
        Some("hukou") => Basis::Hukou,
        _ => Basis::Either,
    };
    let counts = app.snapshot.load().tag_counts(Some(&area), basis)?;
    let count_of = |tag: &Tag| {
        counts
            .iter()
            .find(|(no, _)| *no == tag.no)
            .map(|(_, count)| *count)
    };
    Ok(Json(
        catalog::tag::of_people()
            .filter(|tag| !caller.can(Right::ReadPeople) || caller.sees_tag(tag))
            .map(|tag| TagCount {
                name: tag.name.clone(),
                kind: if tag.kind == TagKind::Base {
                    "base"
                } else {
                    "dynamic"
                }
                .to_owned(),
                group: tag.group.clone(),
                rule: tag.rule.clone(),
                source: tag.source.clone(),
                grade: format!("{:?}", tag.grade),
                count: caller
                    .can(Right::ReadPeople)
                    .then(|| count_of(tag))
                    .flatten(),
            })
            .collect(),
    ))
}
