//! GET /api/people/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::{EntityKind, no};
use catalog::source::Sources;
use catalog::survivorship::Current;
use storage::{EntityRow, RecordView};

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::facts::{facts, label_of, left_lists};
use crate::view::household::{household, kin};
use crate::view::lock::locks;
use crate::view::person::{name_of, person_in_reach, relative, tags_seen};
use crate::view::ties::ties;
use crate::wire::area::area_name;
use crate::wire::people::{Fact, Moment, PersonDwelling, PersonPage, PersonTag, Relative};

/// One person's file: each value with source and date, dwellings, people around, what happened.
#[utoipa::path(get, path = "/api/people/{id}", tag = "people", params(("id" = i64, Path)),
    responses((status = 200, body = PersonPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn person_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<PersonPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let asked = id;
    let EntityRow { id, current, .. } = person_in_reach(&app, &caller, asked, &areas).await?;
    let records = app.store.records_of(id).await?;
    let snapshot = app.snapshot.load();
    let tags = snapshot.person(id).map(|row| row.tags).unwrap_or_default();
    let community = current
        .text(no::HOME_COMMUNITY)
        .or_else(|| current.text(no::HUKOU_COMMUNITY));
    let mut facts = facts(
        &caller,
        &current,
        &records,
        &areas,
        clock::epoch_day(clock::today()),
    );
    crate::contest::mark(&app, id, &mut facts).await?;
    let mut dwellings = ties(&app, &caller, id, &current, &records).await?;
    doubt_addresses(&facts, &mut dwellings);
    let name = name_of(&current).to_owned();
    Ok(Json(PersonPage {
        id,
        redirected: (asked != id)
            .then(|| format!("编号 {asked} 已并入编号 {id}（{name}），以下是合并后的档案。")),
        name,
        community: area_name(&areas, community),
        tags: tags_seen(&app.tags(), &caller, &tags)
            .map(|tag| PersonTag {
                name: tag.definition.name.clone(),
                group: tag.definition.group.clone(),
                rule: tag.definition.definition.clone(),
            })
            .collect(),
        left: left_lists(&snapshot, EntityKind::Person, &current),
        dwellings,
        facts,
        household: household(&app, &caller, id, &current).await?,
        kin: kin(&app, &caller, id, &current).await?,
        locks: locks(&app, id).await?,
        cohabitants: cohabitants(&current, &snapshot, id),
        timeline: timeline(&records),
    }))
}

/// Marks the ties that stand on an address somebody holds for wrong.
fn doubt_addresses(facts: &[Fact], dwellings: &mut [PersonDwelling]) {
    let contested = |element: &str| {
        facts
            .iter()
            .any(|fact| fact.element == element && fact.contest.is_some())
    };
    for (kind, written) in [("home", "home_address"), ("hukou", "hukou_address")] {
        if contested(written) {
            for dwelling in dwellings.iter_mut().filter(|tie| tie.kind == kind) {
                dwelling.contested = true;
            }
        }
    }
}

fn cohabitants(current: &Current, snapshot: &query::Snapshot, id: i64) -> Vec<Relative> {
    let Some(dwelling) = current
        .text(no::HOME_DWELLING)
        .and_then(|text| text.parse().ok())
    else {
        return Vec::new();
    };
    let rows = snapshot.occupants(dwelling);
    rows.iter()
        .filter(|row| row.id != id)
        .map(|row| relative(row, "同住"))
        .collect()
}

fn timeline(records: &[RecordView]) -> Vec<Moment> {
    let mut moments: Vec<Moment> = records
        .iter()
        .map(|record| {
            let source = label_of(Sources::shipped().get(record.source));
            let method =
                linkage::Method::from_number(record.method).map_or("", linkage::Method::label);
            Moment {
                at: clock::day_text(record.as_of),
                text: format!("“{source}”第{}行的记录归到此人（{method}）", record.row),
                source,
            }
        })
        .collect();
    moments.sort_by(|one, other| other.at.cmp(&one.at));
    moments
}
