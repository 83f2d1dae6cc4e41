//! GET /api/policies/{id}/unknown

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use catalog::area::{AreaCode, AreaTree};
use catalog::element::{Dictionary, no};
use catalog::problem::Problem;
use query::Snapshot;
use rules::policy::Policy;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::finding::to_ask;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::lead::sees_policy;
use crate::policy::policies;
use crate::rights::{Caller, Right};
use crate::wire::area::area_name;
use crate::wire::policy::{PolicyUnknown, UnknownPerson, UnknownWhere};

/// Who they are of whom a policy cannot be told, and what to ask them, for those who would have
/// their leads: the own communities, or the department of the policy.
#[utoipa::path(get, path = "/api/policies/{id}/unknown", tag = "policies",
    params(("id" = String, Path), UnknownWhere),
    responses((status = 200, body = PolicyUnknown), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn policy_unknown(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(asked): Query<UnknownWhere>,
) -> Result<Json<PolicyUnknown>, Refusal> {
    caller.require(Right::WorkLeads)?;
    let areas = app.areas();
    let within = caller.scope(asked.area.as_deref(), &areas)?;
    let policies = policies(&app);
    let policy = policies.get(&id)?;
    if !sees_policy(&caller, &areas, &policies, &id) {
        return Err(foreign(&policy.file.department).into());
    }
    let ready = policy.deciding(clock::today())?.clone();
    let (snapshot, area) = (app.snapshot.load(), policy.file.area);
    let size = asked.size.unwrap_or(20).clamp(1, 200);
    let skip = (asked.page.unwrap_or(1).max(1) - 1).saturating_mul(size);
    let data_day = snapshot.district().today.to_string();
    let found =
        tokio::task::spawn_blocking(move || page_of(&snapshot, &ready, area, within, skip, size))
            .await
            .map_err(|_| broken())?;
    app.store
        .audit_read(entry(&caller, "policy.unknown", "policy", &id))
        .await?;
    let (total, people) = found;
    let rows = people
        .into_iter()
        .map(|(person, ask)| row(&caller, &areas, person, ask));
    Ok(Json(PolicyUnknown {
        policy_name: policy.file.name.clone(),
        total,
        rows: rows.collect(),
        data_day,
    }))
}

/// How many there are, and one page of them with what to ask.
fn page_of(
    snapshot: &Snapshot,
    policy: &Policy,
    area: AreaCode,
    within: AreaCode,
    skip: u64,
    size: u64,
) -> (u64, Vec<(query::PersonRow, Vec<String>)>) {
    let all = snapshot.policy_unknown(policy, area, Some(within));
    let from = usize::try_from(skip).unwrap_or(usize::MAX);
    let most = usize::try_from(size).unwrap_or(usize::MAX);
    let page = all.iter().skip(from).take(most).filter_map(|person| {
        Some((
            snapshot.person(*person)?,
            to_ask(snapshot, policy, area, *person),
        ))
    });
    (all.len() as u64, page.collect())
}

fn row(
    caller: &Caller,
    areas: &AreaTree,
    person: query::PersonRow,
    ask: Vec<String>,
) -> UnknownPerson {
    let address = person.address.as_deref().and_then(|address| {
        let element = Dictionary::shipped().get(no::HOME_ADDRESS)?;
        Some(caller.show(element, address, None).text)
    });
    let community = person.community.map(|code| code.to_string());
    UnknownPerson {
        person_id: person.id,
        person: person.name,
        age: person.age,
        address: address.unwrap_or_default(),
        community: area_name(areas, community.as_deref()),
        ask,
    }
}

fn foreign(department: &str) -> Problem {
    Problem::forbidden(
        "policy-foreign",
        format!("这项政策由{department}主管，名单只对主管部门和属地开放，您可以看各街道的人数。"),
    )
}
