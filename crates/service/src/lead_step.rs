//! One step of a lead: who may take it, what it needs said, and where it leads. A step taken for
//! many leads at once is this, lead by lead.

use catalog::area::Level;
use catalog::problem::Problem;
use rules::lead::{DeclineReason, LeadKind, LeadState, LeadStep};
use serde_json::json;
use storage::{Lead, LeadMove};

use crate::app::App;
use crate::audited::entry;
use crate::contest::reason_of;
use crate::lead::{in_reach, steps};
use crate::rights::Caller;
use crate::wire::lead::LeadStepTaken;

/// Takes the step, and answers the lead as it then is.
///
/// # Errors
/// `lead-unknown`, `lead-step-refused`, what is missing, or `moved-on` when somebody else was
/// faster; then nothing has changed.
pub async fn take(
    app: &App,
    caller: &Caller,
    id: i64,
    asked: &LeadStepTaken,
) -> Result<Lead, Problem> {
    let lead = in_reach(app, caller, id).await?;
    let taken = app.store.lead_steps(id).await?;
    let step = LeadStep::parse(&asked.step)
        .filter(|step| steps(caller, &lead, &taken).contains(step))
        .ok_or_else(not_now)?;
    let community = community(app, caller, step, asked.community.as_deref())?;
    let next = next(&lead, step, asked, community)?;
    let audit = entry(caller, "lead.step", "lead", id)
        .with_detail(json!({ "step": step.as_str(), "outcome": next.outcome }));
    let mut tx = app.store.write(audit).await?;
    tx.step_lead(id, next).await?;
    tx.commit().await?;
    app.store.lead(id).await
}

fn next(
    lead: &Lead,
    step: LeadStep,
    asked: &LeadStepTaken,
    community: Option<String>,
) -> Result<LeadMove, Problem> {
    let kind = LeadKind::parse(&lead.kind).ok_or_else(not_now)?;
    let state = LeadState::parse(&lead.state).ok_or_else(not_now)?;
    let (_, state) = step.from(kind, state).ok_or_else(not_now)?;
    let needs_word = matches!(
        step,
        LeadStep::Decline | LeadStep::GiveBack | LeadStep::Reopen
    );
    let note = if needs_word {
        reason_of(asked.note.as_deref())?
    } else {
        asked.note.as_deref().unwrap_or_default().trim().to_owned()
    };
    let outcome = match step {
        LeadStep::Decline => Some(decline_reason(kind, asked.outcome.as_deref())?),
        LeadStep::Settle => Some(settled_as(kind)),
        _ => None,
    };
    Ok(LeadMove {
        expected_version: asked.version,
        step: step.as_str(),
        state: state.as_str(),
        closed: state.is_closed(),
        untouched: state.is_untouched() && step == LeadStep::Assign,
        outcome: outcome.map(str::to_owned),
        community,
        note,
    })
}

fn decline_reason(kind: LeadKind, asked: Option<&str>) -> Result<&'static str, Problem> {
    asked
        .and_then(DeclineReason::parse)
        .filter(|reason| reason.suits(kind))
        .map(DeclineReason::as_str)
        .ok_or_else(|| {
            Problem::bad_input(
                "decline-reason-missing",
                "请选择不予办理的原因，原因要与线索的类型相符。",
            )
        })
}

/// How a lead of a kind ends well.
fn settled_as(kind: LeadKind) -> &'static str {
    match kind {
        LeadKind::Start => "paid",
        LeadKind::Change => "adjusted",
        LeadKind::Stop => "stopped",
    }
}

/// The community that a lead is assigned to.
fn community(
    app: &App,
    caller: &Caller,
    step: LeadStep,
    asked: Option<&str>,
) -> Result<Option<String>, Problem> {
    if step != LeadStep::Assign {
        return Ok(None);
    }
    let areas = app.areas();
    let code = caller.scope(asked, &areas)?;
    areas
        .get(&code)
        .filter(|area| area.level == Level::Community)
        .map(|area| Some(area.code.to_string()))
        .ok_or_else(|| Problem::bad_input("community-missing", "请选择由哪个社区核实这条线索。"))
}

fn not_now() -> Problem {
    Problem::conflict(
        "lead-step-refused",
        "这条线索现在不能这样处理：可能已由别人处理、还没轮到您的层级，或核实人与审核人是同一人，请刷新页面。",
    )
}
