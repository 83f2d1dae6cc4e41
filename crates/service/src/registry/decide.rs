//! Deciding about a quarantined delivery: accept its changes, send it back, or take it down.

use catalog::problem::Problem;
use catalog::source::Source;
use intake::drift::{Finding, Weight};
use serde_json::json;
use storage::{Audit, Delivery, DeliveryState};

use super::check::{contract_of, opened, stored};
use crate::app::App;
use crate::clock;

/// Accepts a delivery as it is. The findings at `lasting` (places among those of the check) are
/// written into the contract; all others are accepted for this delivery only. Load it afterwards.
///
/// # Errors
/// `delivery-not-quarantined`; `finding-unknown` for a place without a finding that can last;
/// `contract-changed` when somebody changes the contract at the same time.
pub async fn accept(
    app: &App,
    delivery: &Delivery,
    source: &Source,
    lasting: &[usize],
    remark: &str,
    account: Option<i64>,
) -> Result<(), Problem> {
    let findings = findings_of(app, delivery.id).await?;
    let audit = Audit::new(
        clock::now(),
        account,
        "delivery.accept",
        "delivery",
        delivery.id,
    )
    .with_detail(json!({ "findings": findings.len(), "lasting": lasting.len() }));
    let mut tx = app.store.write(audit).await?;
    if !lasting.is_empty() {
        let held = app
            .store
            .contract(source.no)
            .await?
            .ok_or_else(no_contract)?;
        let mut contract = contract_of(&held)?;
        for at in lasting {
            let change = findings
                .get(*at)
                .and_then(|finding| finding.change.as_ref());
            contract.apply(change.ok_or_else(unknown_finding)?);
        }
        contract.check()?;
        let why = if remark.is_empty() {
            format!("接受批次 {} 的变化", delivery.id)
        } else {
            format!("接受批次 {} 的变化：{remark}", delivery.id)
        };
        tx.add_contract(source.no, held.version, &stored(&contract), &why)
            .await?;
    }
    tx.release_delivery(delivery.id).await?;
    tx.decide_check(delivery.id, "accept", remark).await?;
    tx.commit().await
}

/// The findings that can be written into the contract, as [`accept`] takes them.
pub fn all_lasting(findings: &[Finding]) -> Vec<usize> {
    findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.weight == Weight::Stop && finding.change.is_some())
        .map(|(at, _)| at)
        .collect()
}

/// Sends a delivery back (`Rejected`) or takes it down (`Withdrawn`).
///
/// # Errors
/// `delivery-not-quarantined` when it is in another state.
pub async fn dismiss(
    app: &App,
    delivery: i64,
    to: DeliveryState,
    remark: &str,
    account: Option<i64>,
) -> Result<(), Problem> {
    let (act, decision) = match to {
        DeliveryState::Withdrawn => ("delivery.withdraw", "withdraw"),
        _ => ("delivery.reject", "reject"),
    };
    let audit = Audit::new(clock::now(), account, act, "delivery", delivery);
    let mut tx = app.store.write(audit).await?;
    tx.dismiss_delivery(delivery, to).await?;
    tx.decide_check(delivery, decision, remark).await?;
    tx.commit().await
}

async fn findings_of(app: &App, delivery: i64) -> Result<Vec<Finding>, Problem> {
    let check = app.store.delivery_check(delivery).await?;
    check.map_or(Ok(Vec::new()), |check| opened(check.findings))
}

fn no_contract() -> Problem {
    Problem::not_found("contract-missing", "这个来源还没有数据约定，请先生成约定。")
}

fn unknown_finding() -> Problem {
    Problem::bad_input(
        "finding-unknown",
        "选中的变化不能写入约定，请刷新页面后重新选择。",
    )
}
