//! POST /api/policies/{id}/try

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::area::{AreaTree, Level};
use catalog::problem::Problem;
use query::PolicyShift as Shift;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::lead::yuan;
use crate::policy::{policies, require_owner, words_in_force};
use crate::policy_draft::allowed;
use crate::rights::Caller;
use crate::view::policy::{ByArea, Place, cases, written};
use crate::wire::policy::{PolicyShift, PolicyTrial, PolicyTried};

/// Try a change: who would gain, who would lose, and what it would cost, by street. Nothing is
/// kept.
#[utoipa::path(post, path = "/api/policies/{id}/try", tag = "policies", params(("id" = String, Path)),
    request_body = PolicyTrial,
    responses((status = 200, body = PolicyTried), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn try_policy(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Body(trial): Body<PolicyTrial>,
) -> Result<Json<PolicyTried>, Refusal> {
    let policies = policies(&app);
    let policy = policies.get(&id)?;
    require_owner(&caller, &policy.file)?;
    let file = written(&policy.file, trial.file)?;
    let after = allowed(&app, &caller, policy, &file)?.ok_or_else(nothing_said)?;
    let before = policy.ready.clone().ok_or_else(nothing_said)?;
    let (snapshot, area, within) = (app.snapshot.load(), file.area, caller.area);
    let data_day = snapshot.district().today.to_string();
    let shifts = tokio::task::spawn_blocking(move || {
        snapshot.policy_shifts(&before, &after, area, Some(within))
    })
    .await
    .map_err(|_| broken())?;
    let (total, streets) = by_street(&shifts, &app.areas());
    Ok(Json(PolicyTried {
        cases: cases(&file, &words_in_force(&app.tags()))?,
        total,
        streets,
        data_day,
    }))
}

fn by_street(shifts: &[Shift], areas: &AreaTree) -> (PolicyShift, Vec<PolicyShift>) {
    let mut sums = ByArea::new(areas, Level::Street);
    for shift in shifts {
        sums.add(shift.community, |row: &mut PolicyShift| {
            row.before += shift.entitled[0];
            row.after += shift.entitled[1];
            row.unknown_before += shift.unknown[0];
            row.unknown_after += shift.unknown[1];
            row.gains += shift.gains;
            row.loses += shift.loses;
            row.changes += shift.changes;
            row.yearly_before += yuan(shift.yearly[0]);
            row.yearly_after += yuan(shift.yearly[1]);
        });
    }
    sums.finish()
}

impl Place for PolicyShift {
    fn name(&mut self, code: String, name: String) {
        (self.code, self.area) = (code, name);
    }
}

fn nothing_said() -> Problem {
    Problem::bad_input(
        "policy-data-lacking",
        "这项政策没有写“享受条件”，不能试算；请先写清谁可以享受。",
    )
}
