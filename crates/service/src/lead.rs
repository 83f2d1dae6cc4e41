//! Leads (线索): who sees them, who takes which step, and how they are shown.

use catalog::area::AreaTree;
use catalog::element::{Dictionary, no};
use catalog::problem::Problem;
use rules::lead::{Actor, DeclineReason, LeadKind, LeadState, LeadStep};
use storage::{Lead, LeadEvent as Event, LeadFilter};

use crate::app::App;
use crate::clock;
use crate::finding::{Due, Finding};
use crate::policy::{Policies, policies};
use crate::rights::{Caller, Role};
use crate::wire::area::area_name;
use crate::wire::lead::{LeadAmount, LeadEvent, LeadPage, LeadReason, LeadRow};

/// Leads that the caller sees: of the own communities, or of the own department's policies.
pub fn reach(caller: &Caller, areas: &AreaTree, policies: &Policies) -> LeadFilter {
    match caller.role {
        Role::Department => LeadFilter {
            policies: Some(
                policies
                    .all()
                    .iter()
                    .filter(|policy| caller.owns_policy(&policy.file.department))
                    .map(|policy| policy.file.id.clone())
                    .collect(),
            ),
            ..LeadFilter::default()
        },
        Role::Street | Role::Community => LeadFilter {
            communities: Some(
                areas
                    .communities_under(&caller.area)
                    .iter()
                    .map(|area| area.code.to_string())
                    .collect(),
            ),
            ..LeadFilter::default()
        },
        Role::Admin => LeadFilter {
            policies: Some(Vec::new()),
            ..LeadFilter::default()
        },
    }
}

/// 未落到社区: asked for instead of an area, the leads that no community is known for.
pub const UNPLACED: &str = "none";

/// Narrows leads to an area of the caller's. Their own area is all that they see: a department also
/// answers for those of no community, which lie in no area below.
///
/// # Errors
/// `area-unknown`, `area-outside`.
pub fn narrow_to_area(
    filter: &mut LeadFilter,
    caller: &Caller,
    areas: &AreaTree,
    area: &str,
) -> Result<(), Problem> {
    if area == UNPLACED {
        filter.unplaced = true;
        return Ok(());
    }
    let area = caller.scope(Some(area), areas)?;
    if area != caller.area {
        let within = areas.communities_under(&area);
        let within: Vec<String> = within.iter().map(|one| one.code.to_string()).collect();
        filter.communities = Some(narrowed(filter.communities.take(), &within));
    }
    Ok(())
}

/// What is asked for, cut to what may be seen.
pub fn narrowed(seen: Option<Vec<String>>, asked: &[String]) -> Vec<String> {
    asked
        .iter()
        .filter(|one| seen.as_ref().is_none_or(|seen| seen.contains(one)))
        .cloned()
        .collect()
}

/// Whether the caller sees leads under a policy, of whatever community.
pub fn sees_policy(caller: &Caller, areas: &AreaTree, policies: &Policies, id: &str) -> bool {
    reach(caller, areas, policies)
        .policies
        .is_none_or(|seen| seen.iter().any(|policy| policy == id))
}

/// A lead that the caller may see.
///
/// # Errors
/// `lead-unknown` when there is none, or it does not concern the caller.
pub async fn in_reach(app: &App, caller: &Caller, id: i64) -> Result<Lead, Problem> {
    let missing = || {
        Problem::not_found(
            "lead-unknown",
            "没有这条线索，或它不归您的单位办理，请从线索列表重新进入。",
        )
    };
    let lead = app
        .store
        .lead(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    let reach = reach(caller, &app.areas(), &policies(app));
    let held = |list: &Option<Vec<String>>, value: Option<&str>| {
        list.as_ref()
            .is_none_or(|list| value.is_some_and(|value| list.iter().any(|one| one == value)))
    };
    let seen = held(&reach.policies, Some(&lead.policy))
        && held(&reach.communities, lead.community.as_deref());
    if seen { Ok(lead) } else { Err(missing()) }
}

/// The level at which the caller acts on leads.
pub fn actor(caller: &Caller) -> Option<Actor> {
    match caller.role {
        Role::Community => Some(Actor::Community),
        Role::Street => Some(Actor::Street),
        Role::Department => Some(Actor::Department),
        Role::Admin => None,
    }
}

/// The steps the caller may take now. The own level must be due, and who approves or pays must not
/// be the one who verified.
pub fn steps(caller: &Caller, lead: &Lead, taken: &[Event]) -> Vec<LeadStep> {
    let (Some(kind), Some(state)) = (LeadKind::parse(&lead.kind), LeadState::parse(&lead.state))
    else {
        return Vec::new();
    };
    let vouched = vouched(caller, taken);
    LeadStep::ALL
        .into_iter()
        .filter(|step| {
            let decides = matches!(step, LeadStep::Approve | LeadStep::Settle);
            step.from(kind, state)
                .is_some_and(|(who, _)| actor(caller) == Some(who) && !(decides && vouched))
        })
        .collect()
}

/// Whether the caller vouched for the lead before, maybe from another post.
fn vouched(caller: &Caller, taken: &[Event]) -> bool {
    taken.iter().any(|event| {
        event.account_id == Some(caller.account)
            && matches!(
                LeadStep::parse(&event.step),
                Some(LeadStep::Verify | LeadStep::Apply)
            )
    })
}

/// The states in which a lead waits for the caller's level.
pub fn waiting_states(caller: &Caller) -> Vec<String> {
    let states: &[LeadState] = match caller.role {
        Role::Community => &[
            LeadState::Assigned,
            LeadState::Verified,
            LeadState::Contacted,
        ],
        Role::Street => &[LeadState::Applied],
        Role::Department => &[LeadState::Approved, LeadState::Found],
        Role::Admin => &[],
    };
    states
        .iter()
        .map(|state| state.as_str().to_owned())
        .collect()
}

/// Whether the day is over.
pub fn is_overdue(lead: &Lead) -> bool {
    lead.closed_at.is_none() && lead.due < clock::epoch_day(clock::today())
}

/// A lead as the list shows it.
///
/// # Errors
/// When it is damaged.
pub fn row(app: &App, caller: &Caller, lead: &Lead, taken: &[Event]) -> Result<LeadRow, Problem> {
    let finding = Finding::of(&lead.body)?;
    let areas = app.areas();
    let snapshot = app.snapshot.load();
    let person = snapshot.person(lead.entity_id);
    let address = person
        .as_ref()
        .and_then(|person| person.address.as_deref())
        .and_then(|address| {
            let element = Dictionary::shipped().get(no::HOME_ADDRESS)?;
            Some(caller.show(element, address, None).text)
        });
    let policies = policies(app);
    Ok(LeadRow {
        id: lead.id,
        version: lead.version,
        policy_name: policy_name(&policies, &lead.policy),
        policy: lead.policy.clone(),
        kind: lead.kind.clone(),
        person_id: lead.entity_id,
        age: person.as_ref().and_then(|person| person.age),
        person: person.map_or_else(|| "（已不在底账）".to_owned(), |person| person.name),
        address: address.unwrap_or_default(),
        community: area_name(&areas, lead.community.as_deref()),
        state: lead.state.clone(),
        holds: lead.holds,
        due_text: due_text(&finding.due),
        found_at: clock::iso(lead.found_at),
        due: clock::day_text(lead.due),
        overdue: is_overdue(lead),
        outcome: lead.outcome.clone(),
        can: steps(caller, lead, taken)
            .into_iter()
            .map(|step| step.as_str().to_owned())
            .collect(),
    })
}

/// The name of a policy.
pub fn policy_name(policies: &Policies, id: &str) -> String {
    policies
        .get(id)
        .map_or_else(|_| id.to_owned(), |policy| policy.file.name.clone())
}

fn due_text(due: &[Due]) -> String {
    let one = |due: &Due| format!("{} {}{}元", due.name, due.period, yuan_text(due.fen));
    due.iter().map(one).collect::<Vec<_>>().join("；")
}

/// Fen as yuan, without cents when there are none.
pub fn yuan_text(fen: i64) -> String {
    if fen % 100 == 0 {
        (fen / 100).to_string()
    } else {
        format!("{}.{:02}", fen / 100, fen.abs() % 100)
    }
}

/// Fen as yuan.
pub fn yuan(fen: i64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "amounts stay far below 2^53 fen"
    )]
    let yuan = fen as f64 / 100.0;
    yuan
}

/// A lead as its page shows it.
///
/// # Errors
/// When it is damaged or the database cannot be reached.
pub async fn page(app: &App, caller: &Caller, lead: &Lead) -> Result<LeadPage, Problem> {
    let finding = Finding::of(&lead.body)?;
    let taken = app.store.lead_steps(lead.id).await?;
    let policies = policies(app);
    let policy = policies.get(&lead.policy)?;
    let kind = LeadKind::parse(&lead.kind);
    let mut steps_taken = Vec::with_capacity(taken.len());
    for event in &taken {
        steps_taken.push(self::event(app, event).await?);
    }
    Ok(LeadPage {
        row: row(app, caller, lead, &taken)?,
        department: policy.file.department.clone(),
        source: policy.file.source.clone(),
        policy_version: lead.policy_version,
        reasons: finding
            .reasons
            .into_iter()
            .map(|reason| LeadReason {
                sentence: reason.sentence,
                holds: reason.holds,
            })
            .collect(),
        amounts: finding
            .due
            .into_iter()
            .map(|due| LeadAmount {
                name: due.name,
                period: due.period,
                amount: yuan(due.fen),
            })
            .collect(),
        paying: finding.paying.map(yuan),
        ask: finding.missing,
        verify: policy.file.verify.clone(),
        decline_reasons: DeclineReason::ALL
            .into_iter()
            .filter(|reason| kind.is_some_and(|kind| reason.suits(kind)))
            .map(|reason| reason.as_str().to_owned())
            .collect(),
        steps: steps_taken,
    })
}

async fn event(app: &App, event: &Event) -> Result<LeadEvent, Problem> {
    Ok(LeadEvent {
        at: clock::iso(event.at),
        by: match event.account_id {
            Some(id) => Some(app.store.account(id).await?.name),
            None => None,
        },
        step: event.step.clone(),
        state: event.state.clone(),
        outcome: event.outcome.clone(),
        note: event.note.clone(),
    })
}
