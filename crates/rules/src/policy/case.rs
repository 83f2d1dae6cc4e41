//! Test cases of a policy: somebody, and what must come out.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::AreaCode;
use catalog::code_table::CodeTables;
use catalog::element::{Dictionary, ElementNo};
use catalog::problem::Problem;
use catalog::source::Sources;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Policy;
use crate::condition::Condition;
use crate::facts::Entity;
use crate::memory::{Entry, Kin, World, WorldColumns};
use crate::resolve::Context;
use crate::subject::{Relation, Subject};
use crate::syntax::words;
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

/// Somebody in a test case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CasePerson {
    /// Values by the element's word; codes by their label.
    pub facts: BTreeMap<String, String>,
    /// Tags that are carried; all others are not.
    pub tags: BTreeSet<String>,
    /// Sources with a record.
    pub sources: BTreeSet<String>,
    /// Relatives by relation; a relation that is named is complete.
    pub kin: BTreeMap<String, Vec<CasePerson>>,
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
                let differs = self.expect.difference(&found);
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

    /// What comes out, the same whether explained or in columns, and why.
    fn run(&self, policy: &Policy, area: AreaCode) -> Result<(Expectation, Vec<String>), Problem> {
        let mut world = World::default();
        let id = add(&mut world, &self.person)?;
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

/// Adds somebody and their relatives; the id of the person.
fn add(world: &mut World, person: &CasePerson) -> Result<i64, Problem> {
    let id = i64::try_from(world.people.len() + 1).unwrap_or(i64::MAX);
    let mut entry = Entry {
        id,
        tags: person.tags.clone(),
        ..Entry::default()
    };
    for (word, typed) in &person.facts {
        let (element, text) = fact(word, typed)?;
        entry.values.insert(element, text);
    }
    for name in &person.sources {
        let source = Sources::shipped()
            .all()
            .iter()
            .find(|source| source.label == *name)
            .ok_or_else(|| wrong_case(&format!("没有名为“{name}”的来源")))?;
        entry.sources.insert(source.no);
    }
    world.people.push(entry);
    for (word, members) in &person.kin {
        let relation = Relation::by_word(word)
            .ok_or_else(|| wrong_case(&format!("没有名为“{word}”的关系")))?;
        let mut kin = Kin {
            ids: Vec::new(),
            complete: true,
        };
        for member in members {
            kin.ids.push(add(world, member)?);
        }
        if let Some(own) = world.people.iter_mut().find(|entry| entry.id == id) {
            own.kin.insert(relation, kin);
        }
    }
    Ok(id)
}

/// A value as a case writes it → the canonical text.
fn fact(word: &str, typed: &str) -> Result<(ElementNo, String), Problem> {
    let number =
        words::element(word).ok_or_else(|| wrong_case(&format!("没有名为“{word}”的数据元")))?;
    let table = Dictionary::shipped()
        .get(number)
        .and_then(|element| element.code_table.as_deref())
        .and_then(|table| CodeTables::shipped().get(table));
    let text = match table {
        Some(table) => table
            .code_of(typed)
            .ok_or_else(|| wrong_case(&format!("代码表“{}”里没有“{typed}”", table.label)))?
            .to_owned(),
        None => typed.to_owned(),
    };
    Ok((number, text))
}

fn wrong_case(what: &str) -> Problem {
    Problem::bad_input(
        "policy-case-wrong",
        format!("测试案例有误：{what}，请改正。"),
    )
}
