//! POST /api/entities/{id}/known

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::Candidate;
use catalog::tie::ties_of_person;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use storage::RecordView;

use crate::app::App;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::known::{Known, candidate, known, resolve};
use crate::rights::{Caller, Right};
use crate::view::facts::facts;
use crate::view::reach::{missing, require_entity};
use crate::view::ties::tie_view;
use crate::wire::known::{KnownPage, KnownQuery};
use crate::wire::people::PersonDwelling;

/// What was known of a person, dwelling or place at the end of a day (当时所知): records loaded by
/// then and not undone by then. Deliveries undone since are in it, and so is what was split off or
/// merged otherwise since.
#[utoipa::path(post, path = "/api/entities/{id}/known", tag = "people", params(("id" = i64, Path)),
    request_body = KnownQuery,
    responses((status = 200, body = KnownPage), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn known_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<KnownQuery>,
) -> Result<Json<KnownPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let on: NaiveDate = asked.known_on.parse().map_err(|_| {
        Problem::bad_input(
            "known-on-unreadable",
            "日期应写成 2026-05-01 的样子，请重新选择日期。",
        )
    })?;
    let areas = app.areas();
    let then = known(&app.store, id, on).await?;
    // Who may look follows from where it is now; of what is gone, from where it was then.
    match (app.store.entity(id).await?, &then) {
        (Some(now), _) => require_entity(&caller, now.kind, &now.current, &areas)?,
        (None, Some(then)) => require_entity(&caller, then.kind, &then.current, &areas)?,
        (None, None) => return Err(missing().into()),
    }
    let Some(then) = then else {
        return Err(Problem::not_found(
            "known-nothing",
            "那一天系统里还没有关于它的任何记录，请选更晚的日期。",
        )
        .into());
    };
    let records: Vec<i64> = then.records.iter().map(|record| record.id).collect();
    let gone = app.store.count_gone(&records).await?;
    Ok(Json(KnownPage {
        id,
        kind: super::catalogue::elements::word(&then.kind),
        known_on: on.to_string(),
        records: then.records.len() as u64,
        gone,
        facts: facts(
            &caller,
            &then.current,
            &then.records,
            &areas,
            clock::epoch_day(on),
        ),
        dwellings: dwellings(&app, &caller, &then, on).await?,
    }))
}

/// Ties of a person as known then; the dwellings are named as they were known then, too.
async fn dwellings(
    app: &App,
    caller: &Caller,
    then: &Known,
    on: NaiveDate,
) -> Result<Vec<PersonDwelling>, Problem> {
    if then.kind != EntityKind::Person {
        return Ok(Vec::new());
    }
    let candidates: Vec<Candidate<'_>> = then.records.iter().map(candidate).collect();
    let ties = ties_of_person(&then.current, &candidates);
    let mut ids: Vec<i64> = ties.iter().map(|tie| tie.dwelling).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut records: FxHashMap<i64, Vec<RecordView>> = FxHashMap::default();
    for record in app.store.records_known(&ids, clock::end_of_day(on)).await? {
        records.entry(record.entity).or_default().push(record);
    }
    Ok(ties
        .iter()
        .map(|tie| {
            let label = records
                .get(&tie.dwelling)
                .map(|records| door(&resolve(records)))
                .unwrap_or_default();
            tie_view(caller, tie, &label)
        })
        .collect())
}

/// A door as one reads it: 海泊佳苑3号楼2单元301室.
fn door(current: &catalog::survivorship::Current) -> String {
    use catalog::element::no;

    let mut door = current.text(no::ESTATE).unwrap_or_default().to_owned();
    for (element, suffix) in [(no::BUILDING, "号楼"), (no::UNIT, "单元"), (no::ROOM, "室")] {
        if let Some(part) = current.text(element) {
            door.push_str(part);
            if part.ends_with(|last: char| last.is_ascii_alphanumeric()) {
                door.push_str(suffix);
            }
        }
    }
    door
}
