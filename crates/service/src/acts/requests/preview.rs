//! POST /api/requests/preview

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::Problem;

use crate::app::App;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::check_population;
use crate::rights::{Caller, Right};
use crate::sending::gate::terms;
use crate::sending::population::{Asked, communities};
use crate::sending::price::estimate;
use crate::sending::rules::duty_on_list;
use crate::sending::zero_touch;
use crate::view::form::reading_of;
use crate::view::person::check_tags;
use crate::view::sending::price_tag;
use crate::wire::form::{ColumnShare, CommunityCount, RequestDraft, RequestPreview, StreetCount};

/// Whom a request would reach, how much of it is already held and what it costs those who are
/// asked, before anything is sent.
#[utoipa::path(post, path = "/api/requests/preview", tag = "forms", request_body = RequestDraft,
    responses((status = 200, body = RequestPreview), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn preview_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(draft): Body<RequestDraft>,
) -> Result<Json<RequestPreview>, Refusal> {
    caller.require(Right::ComposeForms)?;
    check_population(&draft.population)?;
    check_tags(&app, &caller, &draft.population)?;
    let stored = app.store.template(draft.template_id).await?;
    if stored.department != caller.department {
        return Err(
            Problem::not_found("template-unknown", "没有这个表样，或它属于其他部门。").into(),
        );
    }
    let template = reading_of(&stored)?.template;
    let areas = app.areas();
    let filter = draft
        .population
        .filter(caller.scope(draft.population.area.as_deref(), &areas)?);
    let everywhere = communities(&app, &filter, &[], &areas).await?;
    let chosen = if draft.areas.is_empty() {
        everywhere.clone()
    } else {
        communities(&app, &filter, &draft.areas, &areas).await?
    };
    let duty = match draft.duty.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => Some(duty_on_list(&app, id).await?.id),
        None => None,
    };
    let estimate = estimate(&app, &template, &filter, &chosen, &areas).await?;
    let zero_touch = !draft.ask_anyway
        && duty.is_some()
        && zero_touch::is_permitted(&caller, &template)
        && zero_touch::is_possible(&app, &template, &filter, &chosen, &estimate, &areas).await?;
    let due = draft.due.as_deref().and_then(|text| text.parse().ok());
    let (terms, budget, used) = terms(
        &app,
        due.unwrap_or_else(clock::today),
        caller.department.as_deref(),
        duty.as_deref(),
    )
    .await?;
    let price = price_tag(&estimate, &terms, budget, used, due.is_some(), zero_touch);
    Ok(Json(RequestPreview {
        total: everywhere.iter().map(|(_, count)| count).sum(),
        streets: streets(everywhere, &areas),
        held_share: estimate.held,
        columns: estimate
            .columns
            .into_iter()
            .map(|column| ColumnShare {
                index: column.index,
                label: column.label,
                held_share: column.share,
            })
            .collect(),
        price,
    }))
}

fn streets(groups: Vec<Asked>, areas: &AreaTree) -> Vec<StreetCount> {
    let mut streets: BTreeMap<AreaCode, StreetCount> = BTreeMap::new();
    for (code, count) in groups {
        let Some(community) = areas.get(&code) else {
            continue;
        };
        let Some(street) = areas.at_level_above(&community.code, Level::Street) else {
            continue;
        };
        let held = streets.entry(street.code).or_insert_with(|| StreetCount {
            code: street.code.to_string(),
            name: street.name.clone(),
            count: 0,
            communities: Vec::new(),
        });
        held.count += count;
        held.communities.push(CommunityCount {
            code: code.to_string(),
            name: community.name.clone(),
            count,
        });
    }
    streets
        .into_values()
        .filter(|street| street.count > 0)
        .collect()
}
