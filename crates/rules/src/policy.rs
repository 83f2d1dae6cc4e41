//! Policies as files: who is entitled, tiers with dated amounts, the source clause, what must be
//! verified by hand, what data are lacking, and test cases that must pass before publishing.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::AreaCode;
use catalog::code_table::CodeTables;
use catalog::element::{Dictionary, ElementNo};
use catalog::problem::Problem;
use catalog::source::Sources;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::facts::Entity;
use crate::lead::Standing;
use crate::memory::{Entry, Kin, World, WorldColumns};
use crate::parameter::{Parameter, Parameters};
use crate::resolve::Context;
use crate::rule::Rule;
use crate::subject::{Relation, Subject};
use crate::syntax::words;
use crate::table::{Component, Row, RuleTable, TablePlan, TableTrace};
use crate::truth::Truth;
use crate::vocabulary::Vocabulary;

/// How often something is paid that is paid by the month.
const MONTHLY: &str = "每月";

/// A policy as it is kept and edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// Stable id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Where it holds, in words.
    pub region: String,
    /// The department that answers for it.
    pub department: String,
    /// The document and clause.
    pub source: String,
    /// How far the text was checked: read, old, from memory.
    pub standing: String,
    /// The area the policy is of: 本区 and its like in its rules.
    pub area: AreaCode,
    /// Who is entitled, as text; `None` when data are lacking to say it.
    pub who: Option<String>,
    /// What is paid.
    #[serde(default)]
    pub components: Vec<ComponentFile>,
    /// Who is paid now, as the payment list says; `None` when no such list is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<PaidFile>,
    /// Amounts and thresholds with their days.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// What excludes, as the document says it.
    #[serde(default)]
    pub exclusions: Vec<String>,
    /// What the data cannot decide and somebody must verify.
    #[serde(default)]
    pub verify: Vec<String>,
    /// Data that are lacking.
    #[serde(default)]
    pub lacks: Vec<String>,
    /// Test cases.
    #[serde(default)]
    pub cases: Vec<Case>,
}

/// Who is paid now, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaidFile {
    /// Whoever is on the payment list and not stopped.
    pub who: String,
    /// What is paid every month, in yuan; `None` when the list does not say or is not monthly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

/// What is paid, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentFile {
    /// Its name.
    pub name: String,
    /// 每月, 每年 or 一次性.
    pub period: String,
    /// The rows; the first one that holds decides.
    pub rows: Vec<RowFile>,
}

/// A row, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowFile {
    /// When it applies.
    pub when: String,
    /// The amount in yuan.
    pub amount: String,
}

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

/// A policy that was checked and can be run.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Who gets what.
    pub table: RuleTable,
    /// Who is paid now, when a payment list is held. Its amount stands as the one row of its one
    /// component, so that it is run and explained like any other.
    pub paid: Option<RuleTable>,
    /// Its own parameters over those handed in.
    pub parameters: Parameters,
}

impl PolicyFile {
    /// Checks the texts. `None` when data are lacking to say who is entitled.
    ///
    /// # Errors
    /// `policy-rule-wrong` with the part and the mistake.
    pub fn compile(
        &self,
        vocabulary: &Vocabulary,
        parameters: &Parameters,
    ) -> Result<Option<Policy>, Problem> {
        let Some(who) = &self.who else {
            return Ok(None);
        };
        let parameters = parameters.with(&Parameters::new(self.parameters.clone()));
        let mut vocabulary = vocabulary.clone();
        vocabulary.add_parameters(&parameters);
        let wrong = |part: &str, problem: &Problem| {
            Problem::bad_input(
                "policy-rule-wrong",
                format!("政策“{}”的{part}有误：{}", self.name, problem.detail),
            )
        };
        let paid = match &self.paid {
            Some(paid) => Some(
                paid.compile(&vocabulary)
                    .map_err(|problem| wrong("“正在发放”条件", &problem))?,
            ),
            None => None,
        };
        let who = Rule::parse(who, Subject::Person, &vocabulary)
            .map_err(|fault| wrong("享受条件", &fault.into()))?;
        let mut components = Vec::with_capacity(self.components.len());
        for component in &self.components {
            let mut rows = Vec::with_capacity(component.rows.len());
            for (at, row) in component.rows.iter().enumerate() {
                let part = format!("“{}”第{}档", component.name, at + 1);
                rows.push(
                    Row::parse(&row.when, &row.amount, Subject::Person, &vocabulary)
                        .map_err(|problem| wrong(&part, &problem))?,
                );
            }
            components.push(Component {
                name: component.name.clone(),
                period: component.period.clone(),
                rows,
            });
        }
        Ok(Some(Policy {
            table: RuleTable {
                subject: Subject::Person,
                who: who.condition,
                components,
            },
            paid,
            parameters,
        }))
    }

    /// Runs every test case, explained and in columns. Publishing needs an empty answer.
    ///
    /// # Errors
    /// As [`PolicyFile::compile`].
    pub fn failures(
        &self,
        vocabulary: &Vocabulary,
        parameters: &Parameters,
    ) -> Result<Vec<CaseFailure>, Problem> {
        let Some(policy) = self.compile(vocabulary, parameters)? else {
            return Ok(Vec::new());
        };
        Ok(self
            .cases
            .iter()
            .filter_map(|case| {
                let reason = match case.run(&policy, self.area) {
                    Ok(found) if found == case.expect => return None,
                    Ok(found) => format!("应为{:?}，实为{found:?}", case.expect),
                    Err(problem) => problem.detail,
                };
                Some(CaseFailure {
                    case: case.name.clone(),
                    reason,
                })
            })
            .collect())
    }
}

impl PaidFile {
    fn compile(&self, vocabulary: &Vocabulary) -> Result<RuleTable, Problem> {
        let who = Rule::parse(&self.who, Subject::Person, vocabulary)?;
        let components = match &self.amount {
            Some(amount) => vec![Component {
                name: "正在发放".to_owned(),
                period: MONTHLY.to_owned(),
                rows: vec![Row::parse("是", amount, Subject::Person, vocabulary)?],
            }],
            None => Vec::new(),
        };
        Ok(RuleTable {
            subject: Subject::Person,
            who: who.condition,
            components,
        })
    }
}

impl Policy {
    /// Where somebody stands under the policy, from what [`RuleTable::explain`] said of who is
    /// entitled to what and of who is paid.
    #[must_use]
    pub fn standing(&self, due: &TableTrace, paid: Option<&TableTrace>) -> Standing {
        let monthly = self.table.components.iter().zip(&due.components);
        let mut sum = Some(0);
        for (component, trace) in monthly {
            sum = match (trace.truth, component.period.as_str()) {
                (Truth::False, _) => sum,
                (Truth::True, MONTHLY) => sum.zip(trace.fen).map(|(sum, fen)| sum + fen),
                _ => None,
            };
        }
        let any_due = due
            .components
            .iter()
            .fold(Truth::False, |any, trace| any.or(trace.truth));
        Standing {
            entitled: if due.components.is_empty() {
                due.who.truth
            } else {
                due.who.truth.and(any_due)
            },
            paid: paid.map(|paid| paid.who.truth),
            due: sum,
            paying: paid.and_then(|paid| paid.components.first()?.fen),
        }
    }
}

/// A test case that did not come out as it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFailure {
    /// Its name.
    pub case: String,
    /// What came out instead.
    pub reason: String,
}

impl Case {
    /// What comes out, the same whether explained or in columns.
    fn run(&self, policy: &Policy, area: AreaCode) -> Result<Expectation, Problem> {
        let mut world = World::default();
        let id = add(&mut world, &self.person)?;
        let context = Context {
            today: self.today,
            area,
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
        }
        for one in missing {
            let label = one.what.label();
            if !found.missing.contains(&label) {
                found.missing.push(label);
            }
        }
        Ok(found)
    }
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
