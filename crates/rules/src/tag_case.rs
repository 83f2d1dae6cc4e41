//! Test cases of the shipped tags: somebody or something made up, and whether they carry the tag.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use catalog::problem::Problem;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::condition::Condition;
use crate::facts::Entity;
use crate::impact::Reads;
use crate::made_up::{CasePerson, add};
use crate::memory::{World, WorldColumns};
use crate::parameter::Parameters;
use crate::resolve::Context;
use crate::rule::Rule;
use crate::shipped;
use crate::tag_order::evaluation_order;
use crate::trace::explain;
use crate::truth::Truth;
use crate::vector::Plan;

/// A test case: somebody or something, and whether they carry the tag.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagCase {
    /// What it shows.
    pub name: String,
    /// The day, when it is not the day of all cases.
    #[serde(default)]
    pub today: Option<NaiveDate>,
    /// Values by the element's word; codes by their label.
    #[serde(default)]
    pub facts: BTreeMap<String, String>,
    /// Sources with a record.
    #[serde(default)]
    pub sources: BTreeSet<String>,
    /// Members of sets by relation; a relation that is named is complete.
    #[serde(default)]
    pub kin: BTreeMap<String, Vec<CasePerson>>,
    /// Whether the tag is carried.
    pub expect: Truth,
    /// What is missing, when it cannot be told.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// The test cases of all shipped tags.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagCases {
    /// The day of the cases that name none.
    pub today: NaiveDate,
    /// By name of the tag.
    pub cases: BTreeMap<String, Vec<TagCase>>,
}

/// A test case that did not come out as it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCaseFailure {
    /// The tag.
    pub tag: String,
    /// Name of the case.
    pub case: String,
    /// What came out instead, as a sentence.
    pub reason: String,
}

/// The shipped rules in the order in which each finds the tags that it reads.
struct Rulebook {
    rules: BTreeMap<String, Rule>,
    order: Vec<String>,
}

static BOOK: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::shipped().expect("the shipped tag rules are checked by a test"));

impl TagCases {
    /// The cases that do not come out as they must.
    #[must_use]
    pub fn failures(&self) -> Vec<TagCaseFailure> {
        let mut failures = Vec::new();
        for (tag, cases) in &self.cases {
            for case in cases {
                let reason = match self.answer(tag, case) {
                    Ok(found) => case.difference(&found),
                    Err(problem) => Some(problem.detail),
                };
                failures.extend(reason.map(|reason| TagCaseFailure {
                    tag: tag.clone(),
                    case: case.name.clone(),
                    reason,
                }));
            }
        }
        failures
    }

    /// What comes out of a case of a tag, the same whether explained or in columns: the answer, and
    /// what is missing.
    ///
    /// # Errors
    /// When there is no such tag, the case names what is not there, or both ways differ.
    pub fn answer(&self, tag: &str, case: &TagCase) -> Result<(Truth, Vec<String>), Problem> {
        BOOK.answer(tag, case, self.today)
    }
}

impl TagCase {
    fn own(&self) -> CasePerson {
        CasePerson {
            facts: self.facts.clone(),
            tags: BTreeSet::new(),
            sources: self.sources.clone(),
            kin: self.kin.clone(),
        }
    }

    fn difference(&self, (truth, missing): &(Truth, Vec<String>)) -> Option<String> {
        let list = |missing: &[String]| match missing {
            [] => "不缺".to_owned(),
            some => some.join("、"),
        };
        if self.expect == *truth && self.missing == *missing {
            return None;
        }
        Some(format!(
            "应为“{}”（缺少的信息：{}），实为“{}”（{}）",
            self.expect.label(),
            list(&self.missing),
            truth.label(),
            list(missing)
        ))
    }
}

impl Rulebook {
    fn shipped() -> Result<Self, Problem> {
        let vocabulary = shipped::vocabulary();
        let mut rules = BTreeMap::new();
        for tag in shipped::tag_rules() {
            let rule = Rule::parse(&tag.rule, tag.subject, &vocabulary)?;
            rules.insert(tag.name.clone(), rule);
        }
        let conditions: BTreeMap<String, Condition> = rules
            .iter()
            .map(|(name, rule)| (name.clone(), rule.condition.clone()))
            .collect();
        let order = evaluation_order(&conditions)?;
        Ok(Self { rules, order })
    }

    fn answer(
        &self,
        tag: &str,
        case: &TagCase,
        today: NaiveDate,
    ) -> Result<(Truth, Vec<String>), Problem> {
        let rule = self.rules.get(tag).ok_or_else(|| {
            Problem::not_found("tag-unknown", format!("没有名为“{tag}”的标签，请改正。"))
        })?;
        let mut world = World::default();
        // Whoever the case is about comes first: the first row of the table.
        let id = add(&mut world, rule.subject, &case.own())?;
        let context = Context {
            today: case.today.unwrap_or(today),
            area: None,
            parameters: Parameters::shipped(),
        };
        let read = self.read_by(tag);
        for name in self.order.iter().filter(|name| read.contains(*name)) {
            if let Some(rule) = self.rules.get(name) {
                mark(&mut world, name, rule, &context);
            }
        }
        let who = Entity {
            subject: rule.subject,
            id,
        };
        let trace = explain(&rule.condition, who, &world, &context);
        if answers(&world, rule, &context).first() != Some(&trace.truth) {
            return Err(Problem::bad_input(
                "tag-answers-differ",
                "逐个解释与批量计算的结果不同，请把这个标签和案例交给开发人员。",
            ));
        }
        let mut missing = Vec::new();
        for one in trace.missing {
            let label = one.what.label();
            if !missing.contains(&label) {
                missing.push(label);
            }
        }
        Ok((trace.truth, missing))
    }

    /// Every tag that a tag reads, also through others.
    fn read_by(&self, tag: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![tag.to_owned()];
        while let Some(name) = open.pop() {
            let Some(rule) = self.rules.get(&name) else {
                continue;
            };
            for read in Reads::of(&rule.condition).tags {
                if found.insert(read.clone()) {
                    open.push(read);
                }
            }
        }
        found
    }
}

/// Writes down of everybody whether they carry a tag.
fn mark(world: &mut World, name: &str, rule: &Rule, context: &Context<'_>) {
    let truths = answers(world, rule, context);
    for (entry, truth) in world.of_mut(rule.subject).iter_mut().zip(truths) {
        match truth {
            Truth::True => {
                entry.tags.insert(name.to_owned());
            }
            Truth::Unknown => {
                entry.open_tags.insert(name.to_owned());
            }
            Truth::False => {}
        }
    }
}

fn answers(world: &World, rule: &Rule, context: &Context<'_>) -> Vec<Truth> {
    let columns = WorldColumns::of(world);
    let answers = Plan::of(&rule.condition, context).run(&columns.table(rule.subject));
    (0..world.of(rule.subject).len())
        .map(|row| Truth::of(answers.get(row)))
        .collect()
}
