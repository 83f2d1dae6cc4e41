//! GET /api/leads

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::problem::Problem;
use rules::lead::{LeadKind, LeadState};
use storage::{LeadFilter, Paging};

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead::{narrow_to_area, narrowed, reach, row, waiting_states};
use crate::lead_phase::LeadPhase;
use crate::policy::policies;
use crate::rights::{Caller, Right};
use crate::wire::lead::{LeadQuery, LeadsPage};

/// Leads that concern the caller: of the own area, or of the own department's policies. What is
/// due first comes first.
#[utoipa::path(get, path = "/api/leads", tag = "leads", params(LeadQuery),
    responses((status = 200, body = LeadsPage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn list_leads(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<LeadQuery>,
) -> Result<Json<LeadsPage>, Refusal> {
    caller.require(Right::WorkLeads)?;
    let filter = filter(&app, &caller, &asked)?;
    let paging = Paging::new(
        asked.page.unwrap_or(1).max(1),
        asked.size.unwrap_or(20).clamp(1, 200),
    );
    let (total, leads) = app.store.leads(&filter, paging).await?;
    let ids: Vec<i64> = leads.iter().map(|lead| lead.id).collect();
    let taken = app.store.lead_steps_of(&ids).await?;
    let rows = leads
        .iter()
        .map(|lead| {
            let taken = taken.get(&lead.id).map(Vec::as_slice);
            row(&app, &caller, lead, taken.unwrap_or_default())
        })
        .collect::<Result<_, _>>()?;
    Ok(Json(LeadsPage { total, rows }))
}

fn filter(app: &App, caller: &Caller, asked: &LeadQuery) -> Result<LeadFilter, Problem> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let areas = app.areas();
    let mut filter = reach(caller, &areas, &policies(app));
    if let Some(policy) = given(&asked.policy) {
        filter.policies = Some(narrowed(filter.policies, &[policy]));
    }
    if let Some(area) = given(&asked.area) {
        narrow_to_area(&mut filter, caller, &areas, &area)?;
    }
    if let Some(kind) = given(&asked.kind) {
        let known = LeadKind::parse(&kind).ok_or_else(|| unknown("类型"))?;
        filter.kind = Some(known.as_str().to_owned());
    }
    match given(&asked.state).as_deref() {
        None => {}
        Some("open") => filter.open = true,
        Some("mine") => {
            filter.open = true;
            filter.states = waiting_states(caller);
        }
        Some(state) => match LeadPhase::parse(state) {
            Some(phase) => phase.narrow(&mut filter, clock::today()),
            None => {
                let known = LeadState::parse(state).ok_or_else(|| unknown("状态"))?;
                filter.states = vec![known.as_str().to_owned()];
            }
        },
    }
    if asked.overdue.unwrap_or(false) {
        filter.overdue_on = Some(clock::epoch_day(clock::today()));
    }
    Ok(filter)
}

fn unknown(what: &str) -> Problem {
    Problem::bad_input(
        "lead-filter-unknown",
        format!("没有这种{what}，请从列表中选择。"),
    )
}
