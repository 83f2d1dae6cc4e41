//! `linli policy audit`: entitlement beside payment, in people and in money.

use catalog::problem::Problem;
use query::{PolicyAccount, PolicyAudit};
use rules::policy::PolicyFile;
use serde_json::{Value, json};

use super::policy::{Asked, chosen, filter};
use super::rule::opened;
use super::say;
use crate::lead::yuan_text;
use crate::policy_account::{self, Accounts};

/// Runs `linli policy audit`.
///
/// # Errors
/// With the problem to be told.
pub async fn audit(asked: &Asked) -> Result<(), Problem> {
    let app = opened(&asked.data).await?;
    let snapshot = app.snapshot.load();
    let filter = filter(asked, &app);
    let mut lines = Vec::new();
    for (file, policy) in chosen(asked, &app)? {
        let Some(found) = snapshot.policy_audit(&policy, file.area, &filter)? else {
            continue;
        };
        let accounts =
            policy_account::count(&app, &policy, file.area, filter.area, |_| true).await?;
        lines.push(audit_json(&file, &found, &accounts));
    }
    if lines.is_empty() {
        return Err(Problem::bad_input(
            "policy-payments-unknown",
            "这些政策没有接入发放名册，无法核对应发与实发，请先接入发放数据。",
        ));
    }
    if asked.json {
        say(&Value::Array(lines).to_string());
        return Ok(());
    }
    for line in &lines {
        tell_audit(line);
    }
    Ok(())
}

fn audit_json(file: &PolicyFile, found: &PolicyAudit, accounts: &Accounts) -> Value {
    let twice = |account: &PolicyAccount| {
        let found = accounts.twice.as_ref()?;
        found.get(&account.community).copied()
    };
    let total = accounts
        .all
        .iter()
        .fold(PolicyAccount::default(), PolicyAccount::with);
    let all: Option<u64> = accounts.twice.as_ref().map(|twice| twice.values().sum());
    let by: Vec<Value> = accounts
        .all
        .iter()
        .map(|account| {
            let mut line = account_json(account, twice(account));
            line["area"] = json!(account.community.map(|code| code.to_string()));
            line
        })
        .collect();
    json!({
        "policy": file.id, "name": file.name,
        "entitled_not_paid": found.entitled_not_paid,
        "paid_not_entitled": found.paid_not_entitled,
        "dead_but_paid": found.dead_but_paid,
        "paid_unclear": found.paid_unclear,
        "sums": account_json(&total, all),
        "by": by,
    })
}

/// What a policy comes to in a year, in fen.
fn account_json(account: &PolicyAccount, twice: Option<u64>) -> Value {
    json!({
        "due": account.yearly,
        "paid": account.paid_yearly,
        "paid_people": account.paid,
        "paid_unstated_people": account.paid_unstated,
        "over_not_entitled": account.over_not_entitled,
        "over_dead": account.over_dead,
        "over_more": account.over_more,
        "over_more_people": account.paid_more,
        "unpaid": account.unpaid,
        "paid_twice_people": twice,
    })
}

fn tell_audit(line: &Value) {
    let count = |key: &str| line[key].as_array().map_or(0, Vec::len);
    say(&format!(
        "{}\t应享未享 {}\t享受而不符合 {}\t去世仍在发 {}\t在发而无法判断 {}",
        line["name"].as_str().unwrap_or_default(),
        count("entitled_not_paid"),
        count("paid_not_entitled"),
        count("dead_but_paid"),
        count("paid_unclear")
    ));
    let sums = &line["sums"];
    let yuan = |key: &str| yuan_text(sums[key].as_i64().unwrap_or(0));
    let twice = match sums["paid_twice_people"].as_u64() {
        Some(people) => format!("{people} 人"),
        None => "没有名册可查".to_owned(),
    };
    say(&format!(
        "  全年应发 {} 元\t名册全年实发 {} 元（{} 人没有写金额，未计入）\t不符合而发 {} 元（其中已去世 {} 元）\t高于应发 {} 人 {} 元\t应享未发 {} 元\t重复发放 {twice}",
        yuan("due"),
        yuan("paid"),
        sums["paid_unstated_people"],
        yuan("over_not_entitled"),
        yuan("over_dead"),
        sums["over_more_people"],
        yuan("over_more"),
        yuan("unpaid"),
    ));
}
