//! A changed policy, looked over before it is run on anybody: its rules must be readable, and whoever
//! wrote it must be allowed to ask by all they read. Even a count says something of what it asks.

use catalog::problem::Problem;
use rules::policy::{Policy, PolicyFault, PolicyFile};
use rules::{Condition, Parameter, Parameters, Reads, RuleTable, Subject};
use storage::PolicyVersion;

use crate::app::App;
use crate::http::caller::caller_of;
use crate::http::problem::{PlaceProblem, Refusal};
use crate::policy::words_in_force;
use crate::rights::Caller;
use crate::tag::rule::refusals_of;

/// A changed policy that may be run; `None` when it does not say who is entitled. `before` is what
/// is in force, if anything is.
///
/// # Errors
/// `policy-rule-wrong`, and what a tag or a segment of the caller would be refused for, each with
/// the places.
pub fn allowed(
    app: &App,
    caller: &Caller,
    before: Option<&Policy>,
    file: &PolicyFile,
) -> Result<Option<Policy>, Refusal> {
    let read = file.read(&words_in_force(&app.tags()), Parameters::shipped());
    let Some(policy) = read.map_err(|faults| wrong(file, &faults))? else {
        return Ok(None);
    };
    match refused(app, caller, before, &policy)? {
        Some(refusal) => Err(refusal),
        None => Ok(Some(policy)),
    }
}

/// Fails when something must still be filled in before a policy is kept.
///
/// # Errors
/// `policy-rule-wrong` with the places.
pub fn require_complete(file: &PolicyFile) -> Result<(), Refusal> {
    let faults = file.shape_faults();
    if faults.is_empty() {
        return Ok(());
    }
    Err(wrong(file, &faults))
}

/// Every mistake of a policy as typed, with its place.
///
/// # Errors
/// When the snapshot cannot be asked.
pub fn mistakes(
    app: &App,
    caller: &Caller,
    before: Option<&Policy>,
    file: &PolicyFile,
) -> Result<Vec<PlaceProblem>, Problem> {
    let mut found = places(&file.shape_faults());
    match file.read(&words_in_force(&app.tags()), Parameters::shipped()) {
        Err(faults) => found.extend(places(&faults)),
        Ok(None) => {}
        Ok(Some(policy)) => {
            if let Some(refusal) = refused(app, caller, before, &policy)? {
                found.extend(refusal.into_places());
            }
        }
    }
    Ok(found)
}

fn wrong(file: &PolicyFile, faults: &[PolicyFault]) -> Refusal {
    Refusal::of_places(file.wrong(faults), places(faults))
}

fn places(faults: &[PolicyFault]) -> Vec<PlaceProblem> {
    let place = |fault: &PolicyFault| PlaceProblem {
        at: fault.at.clone(),
        line: fault.position.map(|(line, _)| line),
        column: fault.position.map(|(_, column)| column),
        message: fault.message.clone(),
    };
    faults.iter().map(place).collect()
}

/// What the caller may not ask by of all that is new, and the texts that ask it.
fn refused(
    app: &App,
    caller: &Caller,
    before: Option<&Policy>,
    policy: &Policy,
) -> Result<Option<Refusal>, Problem> {
    let tags = app.tags();
    let asked = |reads: &Reads| refusals_of(app, caller, &tags, Subject::Person, reads);
    let refused = asked(&news(before, policy))?;
    let Some(first) = refused.first().cloned() else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for (at, reads) in texts(policy) {
        // One text may ask what another may not: an amount that is in force already.
        for problem in asked(&reads)?
            .into_iter()
            .filter(|one| refused.contains(one))
        {
            found.push(PlaceProblem {
                at: at.clone(),
                line: None,
                column: None,
                message: problem.detail,
            });
        }
    }
    Ok(Some(Refusal::of_places(first, found)))
}

/// What each text of a policy reads, by its place.
fn texts(policy: &Policy) -> Vec<(String, Reads)> {
    let amount = |row: &rules::Row| Reads::of(&Condition::Known(row.amount.clone()));
    let mut found = vec![("/who".to_owned(), Reads::of(&policy.table.who))];
    for (at, component) in policy.table.components.iter().enumerate() {
        for (nth, row) in component.rows.iter().enumerate() {
            let place = format!("/components/{at}/rows/{nth}");
            found.push((format!("{place}/when"), Reads::of(&row.when)));
            found.push((format!("{place}/amount"), amount(row)));
        }
    }
    if let Some(paid) = &policy.paid {
        found.push(("/paid/who".to_owned(), Reads::of(&paid.who)));
        let rows = paid.components.iter().flat_map(|one| &one.rows);
        found.extend(rows.map(|row| ("/paid/amount".to_owned(), amount(row))));
    }
    found
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
        crate::policy::compile(&file, &words)
            .expect("readable")
            .expect("complete")
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
