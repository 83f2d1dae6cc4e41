//! GET /api/people/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::area::AreaTree;
use catalog::element::{Dictionary, EntityKind, no};
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::Current;
use storage::RecordView;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::facts::{facts, label_of};
use crate::view::person::relative;
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
    let current = person_in_reach(&app, &caller, id, &areas).await?;
    let records = app.store.records_of(id).await?;
    let snapshot = app.snapshot.load();
    let tags = snapshot.person(id).map(|row| row.tags).unwrap_or_default();
    let community = current
        .text(no::HOME_COMMUNITY)
        .or_else(|| current.text(no::HUKOU_COMMUNITY));
    let mut facts = facts(&caller, &current, &records, &areas);
    crate::contest::mark(&app, id, &mut facts).await?;
    Ok(Json(PersonPage {
        id,
        name: current.text(no::NAME).unwrap_or("姓名未登记").to_owned(),
        community: area_name(&areas, community),
        tags: catalog::tag::all()
            .iter()
            .filter(|tag| tags.contains(&tag.no) && caller.sees_tag(tag))
            .map(|tag| PersonTag {
                name: tag.name.clone(),
                group: tag.group.clone(),
                rule: tag.rule.clone(),
            })
            .collect(),
        dwellings: dwellings(&caller, &current, &snapshot, &facts),
        facts,
        household: household(&current, &snapshot, id),
        cohabitants: cohabitants(&current, &snapshot, id),
        timeline: timeline(&records),
    }))
}

/// The values of a person of the caller's area (by residence or by registration).
async fn person_in_reach(
    app: &App,
    caller: &Caller,
    id: i64,
    areas: &AreaTree,
) -> Result<Current, Problem> {
    let missing = || {
        Problem::not_found(
            "person-unknown",
            "没有这个人，可能批次已撤销或记录已合并，请重新查询。",
        )
    };
    let entity = app
        .store
        .entity(id)
        .await?
        .filter(|entity| entity.kind == EntityKind::Person)
        .ok_or_else(missing)?;
    crate::view::person::require_reach(caller, &entity.current, areas)?;
    Ok(entity.current)
}

fn dwellings(
    caller: &Caller,
    current: &Current,
    snapshot: &query::Snapshot,
    facts: &[Fact],
) -> Vec<PersonDwelling> {
    [
        ("现住", no::HOME_DWELLING, "home_address"),
        ("户籍", no::HUKOU_DWELLING, "hukou_address"),
    ]
    .into_iter()
    .filter_map(|(relation, element, written)| {
        let winner = current.winner(element)?;
        let dwelling_id = winner.text.parse().ok()?;
        let label = snapshot
            .dwelling(dwelling_id)
            .map(|dwelling| dwelling.address)
            .unwrap_or_default();
        let address = Dictionary::shipped().get(no::HOME_ADDRESS)?;
        Some(PersonDwelling {
            relation: relation.to_owned(),
            dwelling_id,
            label: caller.show(address, &label, None).text,
            source: label_of(Sources::shipped().get(winner.source)),
            as_of: clock::day_text(winner.as_of),
            contested: facts
                .iter()
                .any(|fact| fact.element == written && fact.contest.is_some()),
        })
    })
    .collect()
}

/// People registered at the same dwelling.
fn household(current: &Current, snapshot: &query::Snapshot, id: i64) -> Vec<Relative> {
    let Some(dwelling) = current
        .text(no::HUKOU_DWELLING)
        .and_then(|text| text.parse().ok())
    else {
        return Vec::new();
    };
    let rows = snapshot.registered_at(dwelling);
    rows.iter()
        .filter(|row| row.id != id)
        .map(|row| relative(row, "同户籍地址"))
        .collect()
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
