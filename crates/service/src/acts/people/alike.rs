//! POST /api/people/alike

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use catalog::survivorship::Current;
use linkage::alike::Tier;
use query::{PersonRow, Snapshot};
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::registry::address_book::written::site_of;
use crate::registry::alike::{Described, Likely};
use crate::rights::{Caller, Right};
use crate::view::identity::comparisons;
use crate::view::person::person_row;
use crate::wire::alike::{AlikeAnswer, AlikeAsked, AlikePerson};

/// Most people in an answer.
const MOST: usize = 10;

/// 登记前查重: who of the registry somebody may be who is about to be registered. People of the
/// caller's area are named; of others it is only said that there is one. That somebody asked is kept.
#[utoipa::path(post, path = "/api/people/alike", tag = "people", request_body = AlikeAsked,
    responses((status = 200, body = AlikeAnswer), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn alike_people(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<AlikeAsked>,
) -> Result<Json<AlikeAnswer>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let started = Instant::now();
    let described = Described::read(&asked)?;
    let areas = app.areas();
    let snapshot = app.snapshot.load();
    let dwelling = dwelling_of(&app, &snapshot, &described, &caller, &areas).await?;
    let mut notes = notes_on(&described, dwelling);
    let left = described.as_held();
    let found = tokio::task::spawn_blocking(move || described.look(&snapshot, dwelling))
        .await
        .map_err(|_| broken())??;
    let of_caller = |row: &PersonRow| caller.reaches([row.community, row.hukou_community], &areas);
    let (mut own, others): (Vec<Likely>, Vec<Likely>) =
        found.into_iter().partition(|likely| of_caller(&likely.row));
    let outside = others
        .iter()
        .filter(|likely| likely.alike.tier == Tier::Same)
        .count();
    // Whoever tries dates or numbers until one fits is seen to have tried.
    let detail = json!({ "found": own.len(), "outside": outside });
    app.store
        .audit_read(entry(&caller, "people.alike", "people", "").with_detail(detail))
        .await?;
    if outside > 0 {
        notes.push(format!(
            "您的辖区以外有{outside}人很可能是同一人，请联系区大数据中心核对。"
        ));
    }
    own.truncate(MOST);
    let ids: Vec<i64> = own.iter().map(|likely| likely.row.id).collect();
    let mut held = app.store.currents(&ids).await?;
    let people = own
        .into_iter()
        .filter_map(|likely| {
            let right = held.remove(&likely.row.id)?;
            Some(person(&app, &caller, likely, [&left, &right], &areas))
        })
        .collect();
    Ok(Json(AlikeAnswer {
        people,
        outside: outside as u64,
        notes,
        took_ms: (started.elapsed().as_secs_f64() * 1_000_000.0).round() / 1000.0,
    }))
}

/// The dwelling that the address means. Where several communities have an estate of the name, it
/// is that of the community the caller works for.
async fn dwelling_of(
    app: &App,
    snapshot: &Snapshot,
    described: &Described,
    caller: &Caller,
    areas: &AreaTree,
) -> Result<Option<i64>, Problem> {
    if described.address.is_empty() {
        return Ok(None);
    }
    let own: Option<AreaCode> = areas
        .get(&caller.area)
        .filter(|area| area.level == Level::Community)
        .map(|area| area.code);
    let site = site_of(app, snapshot, &described.address, own.as_ref()).await?;
    Ok(site.dwelling)
}

fn notes_on(described: &Described, dwelling: Option<i64>) -> Vec<String> {
    let mut notes = Vec::new();
    if described.is_number_wrong {
        notes.push(
            "身份证号至少有一位填错，已连同只差一处的号码一起查找，请对照证件核对。".to_owned(),
        );
    }
    if !described.address.is_empty() && dwelling.is_none() {
        notes.push(
            "住址没有对上底账里的房屋，这次没有用来查找；请写全小区、楼号、单元、房号。".to_owned(),
        );
    }
    notes
}

fn person(
    app: &App,
    caller: &Caller,
    likely: Likely,
    [left, right]: [&Current; 2],
    areas: &AreaTree,
) -> AlikePerson {
    let Likely { row, alike } = likely;
    let mut comparisons = comparisons(caller, left, right, &alike.weights, areas);
    // What is only shown beside is on the person's page.
    comparisons.retain(|row| row.weight.is_some());
    AlikePerson {
        person: person_row(app, caller, row, areas),
        probability: alike.probability,
        tier: alike.tier.as_str().to_owned(),
        tier_label: alike.tier.label().to_owned(),
        summary: alike.summary(),
        warning: if alike.other_name {
            "号码是此人的，姓名却不同：有一方写错了姓名或号码，请对照证件核对。".to_owned()
        } else {
            String::new()
        },
        comparisons,
    }
}
