//! POST /api/policies/{id}/try

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::area::{AreaTree, Level};
use catalog::problem::Problem;
use query::PolicyShift as Shift;
use rules::policy::{Policy, PolicyFile};
use storage::{LeadFilter, Paging};

use crate::app::App;
use crate::finding::Finding;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::lead::yuan;
use crate::policy::{policies, require_owner, words_in_force};
use crate::policy_draft::allowed;
use crate::rights::Caller;
use crate::view::policy::{ByArea, Place, cases};
use crate::view::policy_written::written;
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
    let file = written(&caller, &policy.file, trial.file)?;
    let today = app.snapshot.load().district().today;
    let mut after =
        allowed(&app, &caller, policy.ready.as_ref(), &file)?.ok_or_else(nothing_said)?;
    // What begins later is counted as if it began today; what has ended by then decides nothing.
    if file.has_ended(today) {
        after = Policy::of_nobody();
    }
    let before = policy
        .ready_on(today)
        .cloned()
        .unwrap_or_else(Policy::of_nobody);
    let notes = notes(&app, &policy.file, &file).await?;
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
        notes,
        data_day,
    }))
}

/// What becomes of open leads about components that the change no longer has.
async fn notes(app: &App, before: &PolicyFile, after: &PolicyFile) -> Result<Vec<String>, Problem> {
    let stays = |name: &str| after.components.iter().any(|one| one.name == name);
    let gone = before.components.iter().filter(|one| !stays(&one.name));
    let gone: Vec<&str> = gone.map(|one| one.name.as_str()).collect();
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let filter = LeadFilter {
        policies: Some(vec![before.id.clone()]),
        open: true,
        ..LeadFilter::default()
    };
    let (_, open) = app.store.leads(&filter, Paging::all()).await?;
    let mut counts = vec![0_u64; gone.len()];
    for lead in &open {
        let due = Finding::of(&lead.body)?.due;
        for (count, name) in counts.iter_mut().zip(&gone) {
            *count += u64::from(due.iter().any(|one| one.name == *name));
        }
    }
    let counted = gone.iter().zip(counts).filter(|(_, count)| *count > 0);
    Ok(counted
        .map(|(name, count)| {
            format!(
                "修改后没有项目“{name}”了，有 {count} 条在办线索按它发放；发布后按新的标准重新比对，还没人办的更新或撤回，已有人在办的更新金额或标为“情况已变化”。"
            )
        })
        .collect())
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
