//! A changed policy, looked over before it is run on anybody: its rules must be readable, and whoever
//! wrote it must be allowed to ask by all they read. Even a count says something of what it asks.

use catalog::problem::Problem;
use rules::policy::{Policy, PolicyFile};
use rules::{Condition, Parameter, Reads, RuleTable, Subject};
use storage::PolicyVersion;

use crate::app::App;
use crate::http::caller::caller_of;
use crate::policy::{PolicyHere, compile, words_in_force};
use crate::rights::Caller;
use crate::tag::rule::refusals_of;

/// A changed policy that may be run; `None` when it does not say who is entitled.
///
/// # Errors
/// `policy-rule-wrong`, and what a tag or a segment of the caller would be refused for.
pub fn allowed(
    app: &App,
    caller: &Caller,
    here: &PolicyHere,
    file: &PolicyFile,
) -> Result<Option<Policy>, Problem> {
    let tags = app.tags();
    let Some(policy) = compile(file, &words_in_force(&tags))? else {
        return Ok(None);
    };
    let reads = news(here.ready.as_ref(), &policy);
    let refused = refusals_of(app, caller, &tags, Subject::Person, &reads)?;
    match refused.into_iter().next() {
        Some(problem) => Err(problem),
        None => Ok(Some(policy)),
    }
}

/// Whoever wrote a version, with the rights they have today.
///
/// # Errors
/// When the database cannot be reached.
pub async fn writer(app: &App, version: &PolicyVersion) -> Result<Option<Caller>, Problem> {
    match version.made_by {
        Some(account) => caller_of(app.store.account(account).await?).map(Some),
        None => Ok(None),
    }
}

/// What a change asks that the policy in force does not. Who only changes amounts asks nothing new:
/// a department must be able to raise what it pays although another department says to whom. As
/// soon as a condition or a threshold in one is another, all of them are asked anew, because what
/// tells little of somebody in one rule tells more beside another.
fn news(before: Option<&Policy>, after: &Policy) -> Reads {
    let all = || after.reads();
    let Some(before) = before else {
        return all();
    };
    let same =
        conditions(before).eq(conditions(after)) && thresholds(after).eq(&thresholds(before));
    if !same {
        return all();
    }
    let known: Vec<Condition> = amounts(before).collect();
    let mut reads = Reads::default();
    for amount in amounts(after).filter(|amount| !known.contains(amount)) {
        reads.add(Reads::of(&amount));
    }
    reads
}

fn tables(policy: &Policy) -> impl Iterator<Item = &RuleTable> {
    [&policy.table].into_iter().chain(&policy.paid)
}

/// Every condition of a policy, in order.
fn conditions(policy: &Policy) -> impl Iterator<Item = &Condition> {
    tables(policy).flat_map(|table| {
        let rows = table.components.iter().flat_map(|one| &one.rows);
        [&table.who].into_iter().chain(rows.map(|row| &row.when))
    })
}

/// The parameters that conditions of a policy read, with their values.
fn thresholds(policy: &Policy) -> Vec<Option<&Parameter>> {
    let mut reads = Reads::default();
    for condition in conditions(policy) {
        reads.add(Reads::of(condition));
    }
    reads
        .parameters
        .iter()
        .map(|name| policy.parameters.get(name))
        .collect()
}

/// The amounts of a policy, as what is asked for to know them.
fn amounts(policy: &Policy) -> impl Iterator<Item = Condition> {
    tables(policy)
        .flat_map(|table| table.components.iter().flat_map(|one| &one.rows))
        .map(|row| Condition::Known(row.amount.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A policy by its condition, a threshold and an amount.
    fn policy(who: &str, age: f64, amount: &str) -> Policy {
        let file = serde_json::json!({
            "id": "a", "name": "甲", "region": "", "department": "民政", "source": "",
            "standing": "", "area": "370203000000", "who": who,
            "components": [{ "name": "补贴", "period": "每月",
                "rows": [{ "when": "是", "amount": amount }] }],
            "parameters": [{ "name": "起始年龄", "unit": "岁",
                "values": [{ "from": "2026-01-01", "value": { "number": age }, "source": "甲" }] }],
        });
        let file: PolicyFile = serde_json::from_value(file).expect("a policy");
        let words = words_in_force(&crate::tag::catalogue::Tags::on(&[], 20_000));
        compile(&file, &words).expect("readable").expect("complete")
    }

    const WHO: &str = "年龄 >= 参数(起始年龄) 且 残疾等级 = 一级";

    #[test]
    fn another_amount_asks_nothing_and_another_condition_asks_everything() {
        let before = policy(WHO, 60.0, "80");
        let read = |after: &Policy| !news(Some(&before), after).elements.is_empty();
        assert!(!read(&policy(WHO, 60.0, "100")));
        assert!(read(&policy(WHO, 61.0, "80")), "another threshold");
        assert!(read(&policy("残疾等级 = 一级", 60.0, "80")));
        let amount = news(Some(&before), &policy(WHO, 60.0, "低保金额"));
        assert_eq!(amount.elements.len(), 1, "only what the amount is made of");
        assert!(!news(None, &before).elements.is_empty());
    }
}
