//! POST /api/requests/preview

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use forms::prefill::Prefill;
use forms::template::Template;
use query::GroupBy;

use crate::app::App;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::registry::homes::homes;
use crate::request_body::check_population;
use crate::rights::{Caller, Right};
use crate::view::form::{is_readonly, reading_of};
use crate::view::person::check_tags;
use crate::wire::form::{ColumnShare, CommunityCount, RequestDraft, RequestPreview, StreetCount};

/// How many people of the population are tried for the share already held.
const TRIED: usize = 300;

/// Whom a request would reach and how much of it is already held, before anything is sent.
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
    let snapshot = app.snapshot.load();
    let (groups, ids) = tokio::task::spawn_blocking(move || {
        Ok::<_, Problem>((
            snapshot.group(&filter, GroupBy::Community)?,
            snapshot.ids(&filter)?,
        ))
    })
    .await
    .map_err(|_| broken())??;
    let step = ids.len().div_ceil(TRIED).max(1);
    let tried: Vec<i64> = ids.iter().copied().step_by(step).collect();
    let columns = held_shares(&app, &template, &areas, &tried).await?;
    let held = columns.iter().map(|column| column.held_share).sum::<f64>();
    Ok(Json(RequestPreview {
        total: ids.len() as u64,
        streets: streets(groups, &areas),
        held_share: if columns.is_empty() {
            0.0
        } else {
            held / f64::from(u32::try_from(columns.len()).unwrap_or(1))
        },
        columns,
    }))
}

/// The share of tried people whose value each asked column already has.
async fn held_shares(
    app: &App,
    template: &Template,
    areas: &AreaTree,
    tried: &[i64],
) -> Result<Vec<ColumnShare>, Problem> {
    let currents = app.store.currents(tried).await?;
    let homes = homes(app, template, currents.values()).await?;
    let prefill = Prefill::new(template, clock::today(), areas);
    let mut filled = vec![0_u32; template.columns.len()];
    for current in currents.values() {
        for (count, cell) in filled
            .iter_mut()
            .zip(prefill.row(current, homes.of(current), 0))
        {
            *count += u32::from(cell.is_filled());
        }
    }
    let people = f64::from(u32::try_from(currents.len()).unwrap_or(u32::MAX)).max(1.0);
    Ok(template
        .columns
        .iter()
        .zip(filled)
        .filter(|(column, _)| !is_readonly(column))
        .map(|(column, filled)| ColumnShare {
            index: column.index,
            label: column.label().to_owned(),
            held_share: f64::from(filled) / people,
        })
        .collect())
}

fn streets(groups: Vec<(String, u64)>, areas: &AreaTree) -> Vec<StreetCount> {
    let mut streets: BTreeMap<AreaCode, StreetCount> = BTreeMap::new();
    for (key, count) in groups {
        let Some(community) = key.parse().ok().and_then(|code: AreaCode| areas.get(&code)) else {
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
            code: key,
            name: community.name.clone(),
            count,
        });
    }
    streets
        .into_values()
        .filter(|street| street.count > 0)
        .collect()
}
