//! Test cases of a policy: somebody, and what must come out.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::AreaCode;
use catalog::problem::Problem;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Policy;
use crate::condition::Condition;
use crate::facts::Entity;
use crate::made_up::{CasePerson, add};
use crate::memory::{World, WorldColumns};
use crate::resolve::Context;
use crate::subject::Subject;
use crate::table::TablePlan;
use crate::trace::Trace;
use crate::truth::Truth;

/// A test case: somebody, and what must come out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The day.
    pub today: NaiveDate,
    /// The person.
    #[serde(flatten)]
    pub person: CasePerson,
    /// What must come out.
    pub expect: Expectation,
}

/// What must come out of a test case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Whether the person is entitled.
    pub entitled: Truth,
    /// The amounts in yuan of components that are due.
    #[serde(default)]
    pub amounts: BTreeMap<String, f64>,
    /// The missing facts, when it cannot be told.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// A test case that did not come out as it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFailure {
    /// Its name.
    pub case: String,
    /// What came out instead.
    pub reason: String,
}

/// What came out of a test case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseOutcome {
    /// Its name.
    pub case: String,
    /// What came out; `None` when the case cannot be read.
    pub found: Option<Expectation>,
    /// How that differs from what must come out, as a sentence; `None` when it does not.
    pub failure: Option<String>,
    /// Why it came out so, one sentence a condition.
    pub because: Vec<String>,
}

impl Case {
    /// Runs the case and compares.
    pub(super) fn outcome(&self, policy: &Policy, area: AreaCode) -> CaseOutcome {
        let (found, failure, because) = match self.run(policy, area) {
            Ok((found, because)) => {
                let differs = self
                    .no_such_component(policy)
                    .or_else(|| self.expect.difference(&found));
                (Some(found), differs, because)
            }
            Err(problem) => (None, Some(problem.detail), Vec::new()),
        };
        CaseOutcome {
            case: self.name.clone(),
            found,
            failure,
            because,
        }
    }

    /// A component that the case expects and the policy has no longer: said by itself, because
    /// “实为不发” would send whoever removed or renamed it looking for a mistake in the rules.
    fn no_such_component(&self, policy: &Policy) -> Option<String> {
        let has = |name: &String| {
            let mut components = policy.table.components.iter();
            components.any(|component| component.name == *name)
        };
        let gone = self.expect.amounts.keys().find(|name| !has(name))?;
        Some(format!(
            "案例要求发“{gone}”，但政策里没有这个项目；请恢复这个项目，或在案例里改成现有的项目"
        ))
    }

    /// What comes out, the same whether explained or in columns, and why.
    fn run(&self, policy: &Policy, area: AreaCode) -> Result<(Expectation, Vec<String>), Problem> {
        let mut world = World::default();
        let id = add(&mut world, Subject::Person, &self.person)?;
        let context = Context {
            today: self.today,
            area: Some(area),
            parameters: &policy.parameters,
        };
        let who = Entity {
            subject: Subject::Person,
            id,
        };
        let trace = policy.table.explain(who, &world, &context);
        let row = world
            .people
            .iter()
            .position(|person| person.id == id)
            .unwrap_or_default();
        let columns = WorldColumns::of(&world);
        let people = columns.table(Subject::Person);
        let plan = TablePlan::new(&policy.table, &context);
        let differs = || {
            Problem::bad_input(
                "policy-answers-differ",
                "逐人解释与批量计算的结果不同，请把这条政策和案例交给开发人员。",
            )
        };
        if Truth::of(plan.entitled(&people).get(row)) != trace.who.truth {
            return Err(differs());
        }
        let mut found = Expectation {
            entitled: trace.who.truth,
            amounts: BTreeMap::new(),
            missing: Vec::new(),
        };
        let mut because = Vec::new();
        reasons(&policy.table.who, &trace.who, &mut because);
        let mut missing = trace.who.missing.clone();
        for (component, amounts) in trace.components.iter().zip(plan.amounts(&people)) {
            let same = Truth::of(amounts.due.get(row)) == component.truth
                && component.fen.unwrap_or(0) == amounts.fen[row];
            if !same {
                return Err(differs());
            }
            if let Some(fen) = component.fen {
                #[expect(clippy::cast_precision_loss, reason = "fen() keeps it below 10^15")]
                let yuan = fen as f64 / 100.0;
                found.amounts.insert(component.name.clone(), yuan);
            }
            missing.extend(component.missing.iter().cloned());
            let decided = component.rows.last().map(|row| row.sentence.as_str());
            because.extend(decided.map(|row| format!("“{}”：{row}", component.name)));
        }
        for one in missing {
            let label = one.what.label();
            if !found.missing.contains(&label) {
                found.missing.push(label);
            }
        }
        Ok((found, because))
    }
}

impl Expectation {
    /// How another outcome differs, as a sentence; `None` when it is the same.
    fn difference(&self, found: &Self) -> Option<String> {
        let mut parts = Vec::new();
        if self.entitled != found.entitled {
            parts.push(format!(
                "应为“{}”，实为“{}”",
                entitled(self.entitled),
                entitled(found.entitled)
            ));
        }
        let amount = |of: &Self, name: &str| match of.amounts.get(name) {
            Some(yuan) => format!("{yuan}元"),
            None => "不发".to_owned(),
        };
        let names: BTreeSet<&String> = self.amounts.keys().chain(found.amounts.keys()).collect();
        for name in names {
            if self.amounts.get(name) != found.amounts.get(name) {
                parts.push(format!(
                    "“{name}”应为{}，实为{}",
                    amount(self, name),
                    amount(found, name)
                ));
            }
        }
        if self.missing != found.missing {
            let list = |missing: &[String]| match missing {
                [] => "不缺".to_owned(),
                some => some.join("、"),
            };
            parts.push(format!(
                "缺少的信息应为{}，实为{}",
                list(&self.missing),
                list(&found.missing)
            ));
        }
        (!parts.is_empty()).then(|| parts.join("；"))
    }
}

/// The word of an answer, as a case states it.
const fn entitled(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "符合",
        Truth::False => "不符合",
        Truth::Unknown => "无法判断",
    }
}

/// The conditions that were joined by 且, one sentence each; everything else is one sentence.
fn reasons(condition: &Condition, trace: &Trace, found: &mut Vec<String>) {
    if let Condition::All(parts) = condition
        && parts.len() == trace.parts.len()
    {
        for (part, trace) in parts.iter().zip(&trace.parts) {
            reasons(part, trace, found);
        }
        return;
    }
    found.push(trace.sentence.clone());
}
