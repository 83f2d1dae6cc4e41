//! 后果单: what a decision would change, as the caller may see it.

use catalog::area::AreaTree;
use catalog::mask::{Mask, mask};
use catalog::problem::Problem;
use catalog::tag::TagNo;
use rules::Truth;
use rules::lead::LeadKind;
use storage::{Lead, LeadFilter};

use crate::app::App;
use crate::finding::{Due, Finding, Stood, stand};
use crate::lead::{reach, yuan};
use crate::policy::{Policies, PolicyHere, policies};
use crate::registry::consequence::Supposed;
use crate::rights::{Caller, Right};
use crate::view::person::tag_names;
use crate::view::reach::reaches;
use crate::wire::consequence::{ConsequenceDue, ConsequenceLead, ConsequenceOf, ConsequenceSheet};

/// The sheet of something supposed.
///
/// # Errors
/// When storage cannot be reached.
pub async fn sheet(
    app: &App,
    caller: &Caller,
    supposed: &Supposed,
    mut notes: Vec<String>,
) -> Result<ConsequenceSheet, Problem> {
    let policies = policies(app);
    let areas = app.areas();
    let teller = Teller {
        app,
        caller,
        supposed,
        areas: &areas,
        policies: &policies,
        leads: reach(caller, &areas, &policies),
    };
    let mut sheet = ConsequenceSheet {
        people: Vec::new(),
        yearly_before: 0.0,
        yearly_after: 0.0,
        notes: Vec::new(),
    };
    let mut sums = [0, 0];
    for (at, person) in supposed.subjects.iter().chain(&supposed.around).enumerate() {
        let part = match at {
            0 => "self",
            _ if at < supposed.subjects.len() => "gone",
            _ => "around",
        };
        let (of, yearly) = teller.person(*person, part).await?;
        sums[0] += yearly[0];
        sums[1] += yearly[1];
        let touched = !of.tags_gained.is_empty()
            || !of.tags_lost.is_empty()
            || !of.dues.is_empty()
            || !of.leads.is_empty();
        if touched {
            sheet.people.push(of);
        }
    }
    if sheet.people.is_empty() {
        notes.push("标签、政策待遇和在办线索都不变。".to_owned());
    }
    if policies.in_use().next().is_none() {
        notes.push("没有启用的政策，不会产生或撤回线索。".to_owned());
    }
    [sheet.yearly_before, sheet.yearly_after] = sums.map(yuan);
    sheet.notes = notes;
    Ok(sheet)
}

struct Teller<'a> {
    app: &'a App,
    caller: &'a Caller,
    supposed: &'a Supposed,
    areas: &'a AreaTree,
    policies: &'a Policies,
    /// The leads that the caller sees.
    leads: LeadFilter,
}

impl Teller<'_> {
    /// What changes for one person, and what is due in a year before and after, in fen.
    async fn person(&self, id: i64, part: &str) -> Result<(ConsequenceOf, [i64; 2]), Problem> {
        let row = self
            .supposed
            .before
            .person(id)
            .or_else(|| self.supposed.after.person(id));
        let near = row
            .as_ref()
            .is_some_and(|row| reaches(self.caller, row, self.areas));
        let name = row.map(|row| row.name).unwrap_or_default();
        let mut of = ConsequenceOf {
            id: near.then_some(id),
            name: if near { name } else { mask(Mask::Name, &name) },
            part: part.to_owned(),
            tags_gained: Vec::new(),
            tags_lost: Vec::new(),
            dues: Vec::new(),
            leads: Vec::new(),
        };
        if let Some(tags) = self.supposed.tags_of(id) {
            let names = |tags: &[TagNo]| tag_names(&self.app.tags(), self.caller, tags);
            of.tags_gained = names(&tags.gained);
            // What goes over to the file that stays is not lost.
            let (kept, after) = (self.supposed.subjects[0], &self.supposed.after);
            let goes_on = after
                .person(kept)
                .filter(|_| part == "gone")
                .map_or_else(Vec::new, |row| row.tags);
            let lost: Vec<TagNo> = tags
                .lost
                .iter()
                .copied()
                .filter(|tag| !goes_on.contains(tag))
                .collect();
            of.tags_lost = names(&lost);
        }
        let mut sums = [0, 0];
        for policy in self.policies.all().iter().filter(|one| one.local) {
            let stood = [&self.supposed.before, &self.supposed.after]
                .map(|snapshot| stand(snapshot, policy, id));
            of.dues.extend(dues(policy, &stood));
            if policy.in_use {
                for (sum, stood) in sums.iter_mut().zip(&stood) {
                    *sum += yearly(policy, stood.as_ref());
                }
                if near && self.sees_leads_of(policy) {
                    of.leads.extend(self.leads(policy, id, &stood).await?);
                }
            }
        }
        Ok((of, sums))
    }

    fn sees_leads_of(&self, policy: &PolicyHere) -> bool {
        self.caller.can(Right::WorkLeads)
            && self
                .leads
                .policies
                .as_ref()
                .is_none_or(|seen| seen.contains(&policy.file.id))
    }

    /// Leads that appear or end, by the same comparison that follows every change of the registry.
    async fn leads(
        &self,
        policy: &PolicyHere,
        person: i64,
        stood: &[Option<Stood>; 2],
    ) -> Result<Vec<ConsequenceLead>, Problem> {
        let after = stood[1].as_ref().and_then(|stood| stood.kind);
        let open = self
            .app
            .store
            .open_leads_of(&policy.file.id, &[person])
            .await?;
        let told = |id, kind: &str, becomes: &str| ConsequenceLead {
            id,
            policy_name: policy.file.name.clone(),
            kind: kind.to_owned(),
            becomes: becomes.to_owned(),
        };
        let mut found: Vec<ConsequenceLead> = open
            .iter()
            .filter(|lead| LeadKind::parse(&lead.kind) != after)
            .filter(|lead| lead.untouched || lead.holds)
            .map(|lead| {
                let becomes = if lead.untouched { "closes" } else { "doubted" };
                told(Some(lead.id), &lead.kind, becomes)
            })
            .collect();
        if let Some(kind) = after
            && !open.iter().any(|lead| lead.kind == kind.as_str())
            && !self
                .is_settled(policy, person, kind, stood[1].as_ref())
                .await?
        {
            found.push(told(None, kind.as_str(), "appears"));
        }
        Ok(found)
    }

    /// Whether people have decided about the same finding before.
    async fn is_settled(
        &self,
        policy: &PolicyHere,
        person: i64,
        kind: LeadKind,
        stood: Option<&Stood>,
    ) -> Result<bool, Problem> {
        let closed = self
            .app
            .store
            .closed_leads(&policy.file.id, &[person])
            .await?;
        let before: Option<&Lead> = closed.get(&(person, kind.as_str().to_owned()));
        let (Some(lead), Some(stood)) = (before, stood) else {
            return Ok(false);
        };
        crate::registry::leads::is_settled_already(Some(lead), &stood.finding)
    }
}

/// What is due in a year, in fen; one-off payments count once.
fn yearly(policy: &PolicyHere, stood: Option<&Stood>) -> i64 {
    let (Some(ready), Some(stood)) = (&policy.ready, stood) else {
        return 0;
    };
    let times = |due: &Due| {
        let mut components = ready.table.components.iter();
        components
            .find(|component| component.name == due.name)
            .map_or(1, rules::Component::times_a_year)
    };
    let due = stood.finding.due.iter();
    due.map(|due| due.fen * times(due)).sum()
}

/// The components that are due before or after, and not the same both times.
fn dues(policy: &PolicyHere, stood: &[Option<Stood>; 2]) -> Vec<ConsequenceDue> {
    let none = Finding::default();
    let [before, after] = [0, 1].map(|at| {
        stood[at]
            .as_ref()
            .map_or(none.due.as_slice(), |stood| stood.finding.due.as_slice())
    });
    let unclear = stood.iter().any(|stood| {
        stood
            .as_ref()
            .is_some_and(|stood| stood.entitled == Truth::Unknown)
    });
    let amount =
        |list: &[Due], name: &str| list.iter().find(|due| due.name == name).map(|due| due.fen);
    policy
        .file
        .components
        .iter()
        .filter_map(|component| {
            let [was, is] = [before, after].map(|list| amount(list, &component.name));
            (was != is).then(|| ConsequenceDue {
                policy: policy.file.id.clone(),
                policy_name: policy.file.name.clone(),
                name: component.name.clone(),
                period: component.period.clone(),
                before: was.map(yuan),
                after: is.map(yuan),
                unclear,
                in_use: policy.in_use,
            })
        })
        .collect()
}
