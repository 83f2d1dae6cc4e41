//! Leads follow the registry: what policies find in the communities that changed is compared with
//! the leads there are, and only the difference is written.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::AreaCode;
use catalog::problem::Problem;
use catalog::workday::WorkCalendar;
use query::Reached;
use rules::lead::LeadState;
use rules::policy::Policy;
use storage::{Audit, Lead, LeadFilter, LeadMove, NewLead, Paging, WriteTx};

use super::feed::build_failed;
use crate::app::App;
use crate::clock;
use crate::finding::{Finding, Found, find};
use crate::policy::{PolicyHere, policies};

/// Working days within which a lead should be settled.
pub const TERM: u32 = 10;

/// Looks anew at what a change reaches (at everybody, without one) under every policy that is in
/// use. A policy that looks at relatives may say otherwise of who did not change at all, in
/// another community.
///
/// # Errors
/// When storage cannot be reached.
pub async fn follow(app: &App, reached: Option<&Reached>) -> Result<(), Problem> {
    let policies = policies(app);
    for policy in policies.in_use() {
        let communities = reached.map(|reached| {
            let mut communities = reached.changed.clone();
            if reads_kin(policy) {
                communities.extend(&reached.kin);
            }
            communities
        });
        follow_policy(app, policy, communities.as_ref()).await?;
    }
    Ok(())
}

/// Whether a policy itself looks at spouses, children or parents. A tag that does is carried or not
/// in the community of who carries it, and that is then among those that changed.
fn reads_kin(policy: &PolicyHere) -> bool {
    let kin = |ready: &Policy| ready.reads().relations.iter().any(|one| one.is_kin());
    policy.ready.as_ref().is_some_and(kin)
}

/// The same; a failure is logged, and the next change or the next day tries again.
pub async fn follow_or_warn(app: &App, reached: Option<&Reached>) {
    if let Err(problem) = follow(app, reached).await {
        tracing::warn!(problem.code = %problem.code, "leads could not follow yet");
    }
}

/// Looks anew under one policy.
///
/// # Errors
/// When storage cannot be reached.
pub async fn follow_policy(
    app: &App,
    policy: &PolicyHere,
    communities: Option<&BTreeSet<AreaCode>>,
) -> Result<(), Problem> {
    let (snapshot, held, some) = (app.snapshot.load(), policy.clone(), communities.cloned());
    let found = tokio::task::spawn_blocking(move || find(&snapshot, &held, some.as_ref()))
        .await
        .map_err(|_| build_failed())?;
    let open = open_leads(app, policy, communities, &found).await?;
    let change = compare(app, policy, found, open).await?;
    if change.is_empty() {
        return Ok(());
    }
    let audit = Audit::new(clock::now(), None, "lead.follow", "policy", &policy.file.id);
    let mut tx = app.store.write(audit).await?;
    change.write(&mut tx, policy).await?;
    tx.commit().await
}

/// Takes back every lead under a policy that nobody has begun: it makes none any more.
///
/// # Errors
/// When storage cannot be reached.
pub async fn withdraw_untouched(app: &App, tx: &mut WriteTx, policy: &str) -> Result<(), Problem> {
    let filter = LeadFilter {
        policies: Some(vec![policy.to_owned()]),
        open: true,
        ..LeadFilter::default()
    };
    let (_, open) = app.store.leads(&filter, Paging::all()).await?;
    for lead in open.iter().filter(|lead| lead.untouched) {
        tx.step_lead(lead.id, withdrawal(lead, "政策已停用"))
            .await?;
    }
    Ok(())
}

/// Open leads of the communities, and of people found who came from elsewhere.
async fn open_leads(
    app: &App,
    policy: &PolicyHere,
    communities: Option<&BTreeSet<AreaCode>>,
    found: &[Found],
) -> Result<BTreeMap<(i64, String), Lead>, Problem> {
    let filter = LeadFilter {
        communities: communities.map(|some| some.iter().map(ToString::to_string).collect()),
        policies: Some(vec![policy.file.id.clone()]),
        open: true,
        ..LeadFilter::default()
    };
    let (_, mut open) = app.store.leads(&filter, Paging::all()).await?;
    if communities.is_some() {
        let people: Vec<i64> = found.iter().map(|one| one.person).collect();
        open.extend(app.store.open_leads_of(&policy.file.id, &people).await?);
    }
    Ok(open
        .into_iter()
        .map(|lead| ((lead.entity_id, lead.kind.clone()), lead))
        .collect())
}

/// What has to be written.
#[derive(Default)]
struct Change {
    /// Why leads that nobody has begun are taken back.
    why: &'static str,
    new: Vec<(Found, Vec<u8>)>,
    /// Leads whose facts, community or standing changed.
    refreshed: Vec<(Lead, bool, Option<String>, Vec<u8>)>,
    withdrawn: Vec<Lead>,
}

async fn compare(
    app: &App,
    policy: &PolicyHere,
    found: Vec<Found>,
    mut open: BTreeMap<(i64, String), Lead>,
) -> Result<Change, Problem> {
    let ended = policy.file.has_ended(app.snapshot.load().district().today);
    let mut change = Change {
        why: if ended {
            "政策已到期"
        } else {
            "情况已变化，不再符合"
        },
        ..Change::default()
    };
    let mut fresh = Vec::new();
    for one in found {
        let key = (one.person, one.kind.as_str().to_owned());
        let Some(lead) = open.remove(&key) else {
            fresh.push(one);
            continue;
        };
        let body = one.finding.stored()?;
        let community = one.community.map(|code| code.to_string());
        // A lead on which somebody works stays where they work.
        let community = if lead.untouched {
            community
        } else {
            lead.community.clone()
        };
        let same = lead.holds
            && lead.community == community
            && Finding::of(&lead.body)?.comes_to_the_same(&one.finding);
        if !same {
            change.refreshed.push((lead, true, community, body));
        }
    }
    let people: Vec<i64> = fresh.iter().map(|one| one.person).collect();
    let closed = app.store.closed_leads(&policy.file.id, &people).await?;
    for one in fresh {
        let before = closed.get(&(one.person, one.kind.as_str().to_owned()));
        if !is_settled_already(before, &one.finding)? {
            let body = one.finding.stored()?;
            change.new.push((one, body));
        }
    }
    for lead in open.into_values() {
        if lead.untouched {
            change.withdrawn.push(lead);
        } else if lead.holds {
            let (community, body) = (lead.community.clone(), lead.body.clone());
            change.refreshed.push((lead, false, community, body));
        }
    }
    Ok(change)
}

/// Whether people have decided about the same finding before. What the machine took back itself
/// decides nothing.
///
/// # Errors
/// When the lead is damaged.
pub fn is_settled_already(before: Option<&Lead>, finding: &Finding) -> Result<bool, Problem> {
    let Some(lead) = before.filter(|lead| lead.state != LeadState::Withdrawn.as_str()) else {
        return Ok(false);
    };
    Ok(Finding::of(&lead.body)?.settles(finding))
}

impl Change {
    fn is_empty(&self) -> bool {
        self.new.is_empty() && self.refreshed.is_empty() && self.withdrawn.is_empty()
    }

    async fn write(self, tx: &mut WriteTx, policy: &PolicyHere) -> Result<(), Problem> {
        let due = clock::epoch_day(WorkCalendar::shipped().after(clock::today(), TERM));
        for lead in &self.withdrawn {
            tx.step_lead(lead.id, withdrawal(lead, self.why)).await?;
        }
        for (lead, holds, community, body) in &self.refreshed {
            tx.refresh_lead(lead, *holds, community.as_deref(), policy.version, body)
                .await?;
        }
        let new = self.new.into_iter().map(|(found, body)| NewLead {
            policy: policy.file.id.clone(),
            policy_version: policy.version,
            kind: found.kind.as_str(),
            entity_id: found.person,
            state: if found.community.is_some() {
                LeadState::Assigned.as_str()
            } else {
                LeadState::Found.as_str()
            },
            community: found.community.map(|code| code.to_string()),
            due,
            body,
        });
        tx.open_leads(new.collect()).await
    }
}

fn withdrawal(lead: &Lead, why: &str) -> LeadMove {
    LeadMove {
        expected_version: lead.version,
        step: WITHDRAW,
        state: LeadState::Withdrawn.as_str(),
        closed: true,
        untouched: false,
        outcome: None,
        community: None,
        note: why.to_owned(),
    }
}

/// The step that only the machine takes; people have those of `rules::lead`.
pub const WITHDRAW: &str = "withdraw";
