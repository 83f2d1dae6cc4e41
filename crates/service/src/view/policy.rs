//! A policy as pages show it, and a changed one as they hand it in.

use std::collections::BTreeMap;

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use rules::policy::{CaseOutcome, PolicyFile};
use rules::{Rule, Subject, Vocabulary};
use storage::PolicyVersion;

use crate::app::App;
use crate::clock;
use crate::policy::{PolicyHere, outcomes, policies, with_parameters};
use crate::rights::{Caller, Right};
use crate::view::policy_parameter::Told;
use crate::wire::policy::{
    CaseFound, PolicyCase, PolicyComponent, PolicyPage, PolicyRights, PolicyRow, PolicyTier,
    PolicyVersionRow,
};

/// A policy in the list.
pub fn row(caller: &Caller, policy: &PolicyHere, open_leads: u64) -> PolicyRow {
    let file = &policy.file;
    PolicyRow {
        id: file.id.clone(),
        name: file.name.clone(),
        region: file.region.clone(),
        department: file.department.clone(),
        source: file.source.clone(),
        standing: file.standing.clone(),
        version: policy.version,
        draft: policy.draft().is_some(),
        in_use: policy.in_use,
        local: policy.local,
        own: policy.own,
        published: policy.is_published(),
        from: file.from.map(|day| day.to_string()),
        until: file.until.map(|day| day.to_string()),
        holds: file.holds_on(clock::today()),
        ready: policy.ready.is_some(),
        open_leads: caller.can(Right::WorkLeads).then_some(open_leads),
    }
}

/// A policy with everything that is known of it.
///
/// # Errors
/// When the database cannot be reached.
pub async fn page(
    app: &App,
    caller: &Caller,
    policy: &PolicyHere,
    open_leads: u64,
) -> Result<PolicyPage, Problem> {
    let file = &policy.file;
    let held = policies(app);
    let words = with_parameters(held.words(), file);
    let told = Told::of(file, &words, clock::today());
    let sentence = |text: &String| {
        Rule::parse(text, Subject::Person, &words)
            .map_or_else(|_| text.clone(), |rule| rule.condition.sentence())
    };
    let owner = caller.can(Right::EditPolicies) && caller.owns_policy(&file.department);
    let mut versions = Vec::with_capacity(policy.versions.len());
    for version in &policy.versions {
        versions.push(version_row(app, version).await?);
    }
    // A draft is read by the tags of its day; whoever edits it is told what it no longer says.
    let run = match cases(file, held.words()) {
        Err(_) if !policy.is_published() => Vec::new(),
        run => run?,
    };
    Ok(PolicyPage {
        row: row(caller, policy, open_leads),
        who: file.who.as_ref().map(sentence),
        paid: file.paid.as_ref().map(|paid| sentence(&paid.who)),
        parameters: file
            .who
            .as_deref()
            .map_or_else(Vec::new, |who| told.by_rule(who)),
        components: components(file, &told),
        cases: run,
        versions,
        draft: policy.draft().map(|draft| json_of(&draft.body)),
        can: PolicyRights {
            edit: owner,
            publish: owner
                && policy
                    .draft()
                    .is_some_and(|draft| may_publish(caller, draft)),
            switch: owner,
        },
        file: serde_json::to_value(file).unwrap_or_default(),
    })
}

async fn version_row(app: &App, version: &PolicyVersion) -> Result<PolicyVersionRow, Problem> {
    let name = async |id: Option<i64>| match id {
        Some(id) => Ok::<_, Problem>(Some(app.store.account(id).await?.name)),
        None => Ok(None),
    };
    Ok(PolicyVersionRow {
        version: version.version,
        state: version.state.as_str().to_owned(),
        note: version.note.clone(),
        made_by: name(version.made_by).await?,
        made_at: clock::iso(version.made_at),
        published_by: name(version.published_by).await?,
        published_at: version.published_at.map(clock::iso),
    })
}

fn components(file: &PolicyFile, told: &Told<'_>) -> Vec<PolicyComponent> {
    file.components
        .iter()
        .map(|component| PolicyComponent {
            name: component.name.clone(),
            period: component.period.clone(),
            rows: component
                .rows
                .iter()
                .map(|row| PolicyTier {
                    when: row.when.clone(),
                    amount: row.amount.clone(),
                    parameters: told.by_tier(row),
                })
                .collect(),
        })
        .collect()
}

/// The test cases with how each comes out.
///
/// # Errors
/// When a rule of the policy cannot be read.
pub fn cases(file: &PolicyFile, words: &Vocabulary) -> Result<Vec<PolicyCase>, Problem> {
    let told = |outcome: CaseOutcome| PolicyCase {
        name: outcome.case,
        because: if outcome.failure.is_some() {
            outcome.because
        } else {
            Vec::new()
        },
        failure: outcome.failure,
        found: outcome.found.map(|found| CaseFound {
            entitled: found.entitled,
            amounts: found.amounts,
            missing: found.missing,
        }),
    };
    Ok(outcomes(file, words)?.into_iter().map(told).collect())
}

/// The policy of a kept version.
///
/// # Errors
/// `policy-json-wrong` when a newer program no longer reads it.
pub fn kept(version: &PolicyVersion) -> Result<PolicyFile, Problem> {
    serde_json::from_str(&version.body).map_err(|_| {
        Problem::bad_input(
            "policy-json-wrong",
            "这份修改由另一版本的程序保存，无法读取，请重新编辑后再发布。",
        )
    })
}

fn json_of(body: &str) -> serde_json::Value {
    serde_json::from_str(body).unwrap_or_default()
}

/// Whoever edited a version does not publish it.
pub fn may_publish(caller: &Caller, draft: &PolicyVersion) -> bool {
    draft.made_by != Some(caller.account)
}

/// A row of figures that is of an area.
pub trait Place: Default {
    /// Says which area it is of.
    fn name(&mut self, code: String, name: String);
}

/// Figures of communities added up to areas of a level and to all.
pub struct ByArea<'a, Row> {
    areas: &'a AreaTree,
    level: Level,
    rows: BTreeMap<Option<AreaCode>, Row>,
    total: Row,
}

impl<'a, Row: Place> ByArea<'a, Row> {
    /// Nothing yet.
    pub fn new(areas: &'a AreaTree, level: Level) -> Self {
        Self {
            areas,
            level,
            rows: BTreeMap::new(),
            total: Row::default(),
        }
    }

    /// Adds the figures of a community.
    pub fn add(&mut self, community: Option<AreaCode>, add: impl Fn(&mut Row)) {
        let area = community
            .and_then(|code| self.areas.at_level_above(&code, self.level))
            .map(|area| area.code);
        add(self.rows.entry(area).or_default());
        add(&mut self.total);
    }

    /// All, and the areas by code; who has no known community comes first, without a name.
    pub fn finish(self) -> (Row, Vec<Row>) {
        let areas = self.areas;
        let rows = self.rows.into_iter().map(|(code, mut row)| {
            if let Some(area) = code.and_then(|code| areas.get(&code)) {
                row.name(area.code.to_string(), area.name.clone());
            }
            row
        });
        (self.total, rows.collect())
    }
}
