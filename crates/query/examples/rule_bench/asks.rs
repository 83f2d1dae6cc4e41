//! Every shipped tag and policy: Linli's answers and time, and the SQL that asks other engines the
//! same over the export.

use std::collections::BTreeMap;

use query::{PersonFilter, Snapshot, TagSet};
use rules::policy::Policy;
use rules::sql::{self, Dialect};
use rules::{Condition, Context, Reads, Rule, expand_tags};
use serde_json::{Map, Value, json};

use crate::questions::compiled;
use crate::timed::{Question, median};

/// The engines that are asked.
const DIALECTS: [Dialect; 3] = [Dialect::Duckdb, Dialect::Clickhouse, Dialect::Postgresql];

/// What is asked, and what it came to.
pub struct Asks {
    tags: Vec<Value>,
    policies: Vec<Value>,
    /// Milliseconds of all tags and of all policies.
    ms: [f64; 2],
}

impl Asks {
    /// All that other engines are asked.
    pub fn json(&self) -> Value {
        Value::from([self.tags.clone(), self.policies.clone()].concat())
    }

    /// All tags as a row of the budget, and all policies.
    pub fn totals(&self) -> [Question; 2] {
        [
            Question {
                key: "all-tags",
                name: format!("{} shipped tags, each rule counted", self.tags.len()),
                budget: None,
                ms: self.ms[0],
                answer: Value::Null,
            },
            Question {
                key: "all-policies",
                name: format!("{} policies that can be said, amounts", self.policies.len()),
                budget: Some(250.0),
                ms: self.ms[1],
                answer: Value::Null,
            },
        ]
    }
}

/// Asks Linli everything.
pub fn all(snapshot: &Snapshot) -> Asks {
    let mut asks = Asks {
        tags: Vec::new(),
        policies: Vec::new(),
        ms: [0.0; 2],
    };
    tags(snapshot, &mut asks);
    policies(snapshot, &mut asks);
    asks
}

fn tags(snapshot: &Snapshot, asks: &mut Asks) {
    let everybody = PersonFilter::default();
    let set = TagSet::shipped();
    let conditions: BTreeMap<String, Condition> = set
        .all()
        .map(|tag| (tag.name.clone(), tag.rule.condition.clone()))
        .collect();
    let context = snapshot.context(None);
    for tag in set.all() {
        let (answers, ms) = median(3, || snapshot.count_three(&tag.rule, &everybody).unwrap());
        // Other tags are spelt out, so that nothing of Linli's own work is asked for.
        let rule = Rule {
            subject: tag.rule.subject,
            condition: expand_tags(&tag.rule.condition, &conditions).unwrap(),
        };
        asks.ms[0] += ms;
        asks.tags.push(json!({
            "tag": tag.name, "no": tag.no.0, "of": tag.rule.subject,
            "yes": answers.yes, "unknown": answers.unknown, "ms": ms,
            "sql": in_each(|dialect| {
                sql::count(&rule, &sql::Tables::export(), dialect, &context).unwrap()
            }),
        }));
    }
}

fn policies(snapshot: &Snapshot, asks: &mut Asks) {
    let everybody = PersonFilter::default();
    for file in rules::shipped::policies() {
        let Some(policy) = compiled(snapshot, file) else {
            continue;
        };
        let (totals, ms) = median(5, || {
            snapshot
                .policy_totals(&policy, file.area, &everybody)
                .unwrap()
        });
        let components: Vec<Value> = (0..policy.table.components.len())
            .map(|at| {
                let sum = |of: fn(&rules::Total) -> u64| -> u64 {
                    totals.iter().map(|total| of(&total.components[at])).sum()
                };
                let fen: i64 = totals.iter().map(|total| total.components[at].fen).sum();
                json!([sum(|one| one.due), sum(|one| one.unknown), fen])
            })
            .collect();
        asks.ms[1] += ms;
        asks.policies.push(json!({
            "policy": file.id,
            "yes": totals.iter().map(|total| total.entitled).sum::<u64>(),
            "unknown": totals.iter().map(|total| total.unknown).sum::<u64>(),
            "components": components, "ms": ms,
            "reads_tags": reads_tags(&policy),
            "sql": in_each(|dialect| {
                let context = Context {
                    area: Some(file.area),
                    parameters: &policy.parameters,
                    ..snapshot.context(None)
                };
                sql::amounts(&policy.table, &sql::Tables::export(), dialect, &context).unwrap()
            }),
        }));
    }
}

/// Whether the policy reads the exported tables of tags.
fn reads_tags(policy: &Policy) -> bool {
    let rows = policy.table.components.iter().flat_map(|one| &one.rows);
    rows.map(|row| &row.when)
        .chain([&policy.table.who])
        .any(|condition| !Reads::of(condition).tags.is_empty())
}

fn in_each(sql: impl Fn(Dialect) -> String) -> Map<String, Value> {
    DIALECTS
        .into_iter()
        .map(|dialect| (dialect.word().to_owned(), Value::from(sql(dialect))))
        .collect()
}
