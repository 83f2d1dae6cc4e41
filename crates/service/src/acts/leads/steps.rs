//! POST /api/leads/steps

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::problem::Problem;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead_step::take;
use crate::rights::{Caller, Right};
use crate::wire::lead::{LeadStepDone, LeadStepTaken, LeadStepsDone, LeadStepsTaken};

/// How many leads one call takes a step for.
const MOST: usize = 200;

/// Take the same step for many leads. Each is checked and written for itself, under the same
/// rights as a single one: those that cannot take the step are named with the reason, the others
/// go on.
#[utoipa::path(post, path = "/api/leads/steps", tag = "leads", request_body = LeadStepsTaken,
    responses((status = 200, body = LeadStepsDone), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub async fn step_leads(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<LeadStepsTaken>,
) -> Result<Json<LeadStepsDone>, Refusal> {
    caller.require(Right::WorkLeads)?;
    if asked.leads.is_empty() || asked.leads.len() > MOST {
        return Err(Problem::bad_input(
            "leads-too-many",
            format!("请选择要办理的线索，一次最多{MOST}条。"),
        )
        .into());
    }
    let mut results = Vec::with_capacity(asked.leads.len());
    for one in &asked.leads {
        let step = LeadStepTaken {
            version: one.version,
            step: asked.step.clone(),
            outcome: asked.outcome.clone(),
            note: asked.note.clone(),
            community: asked.community.clone(),
        };
        results.push(match take(&app, &caller, one.id, &step).await {
            Ok(lead) => LeadStepDone {
                id: one.id,
                state: Some(lead.state),
                problem: None,
                code: None,
            },
            Err(problem) => LeadStepDone {
                id: one.id,
                state: None,
                problem: Some(problem.detail),
                code: Some(problem.code),
            },
        });
    }
    Ok(Json(LeadStepsDone {
        done: results.iter().filter(|one| one.state.is_some()).count() as u64,
        results,
    }))
}
