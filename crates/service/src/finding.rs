//! Findings: what a policy says of single people, with the reasons and what to ask at the door.

use std::collections::BTreeSet;

use catalog::area::AreaCode;
use catalog::problem::{Problem, ProblemKind};
use query::Snapshot;
use rules::facts::{Entity, Facts};
use rules::lead::LeadKind;
use rules::policy::Policy;
use rules::{Condition, Context, Missing, Relation, Subject, TableTrace, Trace, Truth};
use serde::{Deserialize, Serialize};

use crate::policy::PolicyHere;

/// Why somebody became a lead; kept sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// One sentence a condition.
    pub reasons: Vec<Reason>,
    /// What is due, by component.
    pub due: Vec<Due>,
    /// What is paid every month now, in fen.
    pub paying: Option<i64>,
    /// Facts that nobody has told yet; what a visit should ask.
    pub missing: Vec<String>,
}

/// A condition with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The condition and the value, in one sentence.
    pub sentence: String,
    /// Whether it holds; nothing when it cannot be told.
    pub holds: Option<bool>,
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What it is called.
    pub name: String,
    /// 每月, 每年 or 一次性.
    pub period: String,
    /// How much, in fen.
    pub fen: i64,
}

impl Finding {
    /// What was found, as stored.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn of(body: &[u8]) -> Result<Self, Problem> {
        postcard::from_bytes(body).map_err(|_| broken())
    }

    /// As stored.
    ///
    /// # Errors
    /// Never for what a policy can say.
    pub fn stored(&self) -> Result<Vec<u8>, Problem> {
        postcard::to_stdvec(self).map_err(|_| broken())
    }

    /// Whether the same would be paid, although the person has grown older meanwhile and the
    /// sentences say so: then the page of an open lead needs no news.
    pub fn comes_to_the_same(&self, other: &Self) -> bool {
        self.due == other.due && self.paying == other.paying
    }

    /// Whether what people decided about this finding holds for the other. Where a payment list did
    /// not say yet what is paid, it says nothing against that.
    pub fn settles(&self, other: &Self) -> bool {
        let paying = self.paying.zip(other.paying);
        self.due == other.due && paying.is_none_or(|(one, other)| one == other)
    }
}

fn broken() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "lead-broken",
        "这条线索的内容损坏，请联系系统管理员。",
    )
}

/// Somebody about whom something should happen.
#[derive(Debug, Clone)]
pub struct Found {
    /// The person.
    pub person: i64,
    /// Their community.
    pub community: Option<AreaCode>,
    /// What should happen.
    pub kind: LeadKind,
    /// Why.
    pub finding: Finding,
}

/// Everybody of some communities (all, without any) about whom the policy says that something
/// should happen; nobody before its first day and after its last.
pub fn find(
    snapshot: &Snapshot,
    policy: &PolicyHere,
    communities: Option<&BTreeSet<AreaCode>>,
) -> Vec<Found> {
    let Some(ready) = policy.ready_on(snapshot.district().today) else {
        return Vec::new();
    };
    let context = context(snapshot, policy, ready);
    snapshot
        .policy_findings(ready, policy.file.area, communities)
        .into_iter()
        .map(|found| Found {
            person: found.person,
            community: found.community,
            kind: found.kind,
            finding: look(snapshot, ready, found.person, &context),
        })
        .collect()
}

fn context<'a>(snapshot: &Snapshot, policy: &PolicyHere, ready: &'a Policy) -> Context<'a> {
    Context {
        today: snapshot.district().today,
        area: Some(policy.file.area),
        parameters: &ready.parameters,
    }
}

/// Where one person stands under a policy.
#[derive(Debug, Clone)]
pub struct Stood {
    /// Whether the person is entitled.
    pub entitled: Truth,
    /// What should happen, if anything.
    pub kind: Option<LeadKind>,
    /// What is due and paid, and why.
    pub finding: Finding,
}

/// Where one person stands under a policy; `None` when the policy cannot say or the snapshot does
/// not hold the person.
pub fn stand(snapshot: &Snapshot, policy: &PolicyHere, person: i64) -> Option<Stood> {
    let ready = policy.ready_on(snapshot.district().today)?;
    let held = snapshot.holds(Entity {
        subject: Subject::Person,
        id: person,
    });
    held.then(|| stood(snapshot, ready, person, &context(snapshot, policy, ready)))
}

fn look(snapshot: &Snapshot, policy: &Policy, person: i64, context: &Context<'_>) -> Finding {
    stood(snapshot, policy, person, context).finding
}

fn stood(snapshot: &Snapshot, policy: &Policy, person: i64, context: &Context<'_>) -> Stood {
    let entity = Entity {
        subject: Subject::Person,
        id: person,
    };
    let facts = snapshot.facts();
    let due = policy.table.explain(entity, &facts, context);
    let paid = policy
        .paid
        .as_ref()
        .map(|paid| paid.explain(entity, &facts, context));
    let standing = policy.standing_of(&due, paid.as_ref());
    Stood {
        entitled: standing.entitled,
        kind: standing.lead(),
        finding: finding(policy, &due, paid.as_ref(), standing.paying),
    }
}

fn finding(
    policy: &Policy,
    due: &TableTrace,
    paid: Option<&TableTrace>,
    paying: Option<i64>,
) -> Finding {
    let mut reasons = Vec::new();
    add_reasons(&policy.table.who, &due.who, &mut reasons);
    if let (Some(table), Some(trace)) = (&policy.paid, paid) {
        add_reasons(&table.who, &trace.who, &mut reasons);
    }
    let mut missing: Vec<String> = Vec::new();
    for one in due.components.iter().flat_map(|part| &part.missing) {
        let label = one.what.label();
        if !missing.contains(&label) {
            missing.push(label);
        }
    }
    Finding {
        reasons,
        due: policy
            .table
            .components
            .iter()
            .zip(&due.components)
            .filter_map(|(component, trace)| {
                Some(Due {
                    name: component.name.clone(),
                    period: component.period.clone(),
                    fen: trace.fen?,
                })
            })
            .collect(),
        paying,
        missing,
    }
}

/// What a visit has to ask so that a policy of an area can be told of a person, in words; empty when
/// it can be told. Where a tag cannot be told, these are the facts that the tag lacks.
pub fn to_ask(snapshot: &Snapshot, policy: &Policy, area: AreaCode, person: i64) -> Vec<String> {
    let context = Context {
        today: snapshot.district().today,
        area: Some(area),
        parameters: &policy.parameters,
    };
    let entity = Entity {
        subject: Subject::Person,
        id: person,
    };
    let facts = snapshot.facts();
    let tags = |name: &str, of| snapshot.tag_rule(name, of);
    let trace = policy
        .table
        .explain_with_tags(entity, &facts, &context, &tags);
    let parts = trace.components.iter().flat_map(|part| &part.missing);
    let mut asked = Vec::new();
    for missing in trace.who.missing.iter().chain(parts) {
        let words = in_words(&facts, entity, missing);
        if !asked.contains(&words) {
            asked.push(words);
        }
    }
    asked
}

/// A missing fact as a visitor asks for it: 出生日期, 配偶的出生日期.
fn in_words(facts: &dyn Facts, person: Entity, missing: &Missing) -> String {
    let label = missing.what.label();
    let Some(other) = missing.of.filter(|of| *of != person) else {
        return label;
    };
    let relation = Relation::ALL
        .into_iter()
        .find(|relation| facts.members(person, *relation).members.contains(&other));
    match relation {
        Some(relation) => format!("{}的{label}", relation.word()),
        None => format!("相关人员的{label}"),
    }
}

/// The conditions that were joined by 且, one sentence each; everything else is one sentence.
fn add_reasons(condition: &Condition, trace: &Trace, reasons: &mut Vec<Reason>) {
    if let Condition::All(parts) = condition
        && parts.len() == trace.parts.len()
    {
        for (part, trace) in parts.iter().zip(&trace.parts) {
            add_reasons(part, trace, reasons);
        }
        return;
    }
    reasons.push(Reason {
        sentence: trace.sentence.clone(),
        holds: match trace.truth {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        },
    });
}
