//! Checking a received delivery against the contract of its source, before anything is loaded.

use std::collections::BTreeMap;

use catalog::problem::Problem;
use catalog::source::Source;
use intake::contract::Contract;
use intake::drift::{Before, Finding, Handing, Weight, drift};
use intake::survey::Survey;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use storage::{Audit, ContractVersion, NewCheck};

use super::load::Received;
use crate::app::App;
use crate::clock;

/// Earlier deliveries that are looked at for a source that hands over in parts.
const PARTS_BEFORE: u64 = 400;

/// Compares a received delivery with its contract, keeps what was found, and puts it into
/// quarantine when something holds it up. Without a contract nothing is compared.
///
/// # Errors
/// When the file cannot be read at all, or storage fails.
pub async fn check(app: &App, received: &Received) -> Result<Vec<Finding>, Problem> {
    let Some(held) = app.store.contract(received.source.no).await? else {
        return Ok(Vec::new());
    };
    let contract = contract_of(&held)?;
    let survey = survey(received).await?;
    let before = before(app, received.source, &contract).await?;
    let handing = Handing {
        part: received.part,
        as_of: received.as_of,
    };
    let findings = drift(&contract, &survey, &before, handing);
    let stopped = findings
        .iter()
        .filter(|finding| finding.weight == Weight::Stop)
        .count();
    let audit = Audit::new(
        clock::now(),
        received.account,
        "delivery.check",
        "delivery",
        received.id,
    )
    .with_detail(json!({
        "contract": held.version, "stop": stopped, "warn": findings.len() - stopped
    }));
    let mut tx = app.store.write(audit).await?;
    tx.put_check(&NewCheck {
        delivery: received.id,
        contract_version: Some(held.version),
        survey: stored(&survey),
        findings: stored(&findings),
    })
    .await?;
    if stopped > 0 {
        tx.quarantine_delivery(received.id).await?;
    }
    tx.commit().await?;
    Ok(findings)
}

/// Looks over a delivery without loading it.
pub async fn survey(received: &Received) -> Result<Survey, Problem> {
    let received = received.clone();
    tokio::task::spawn_blocking(move || {
        intake::survey::survey(
            &received.bytes,
            &received.file_name,
            received.source,
            clock::today(),
            &workbook::Limits::default(),
        )
    })
    .await
    .map_err(|_| {
        Problem::unavailable(
            "check-stopped",
            "检查意外中断，没有写入任何数据，请重新提交这份文件。",
        )
    })?
}

/// What a source delivered before.
async fn before(app: &App, source: &Source, contract: &Contract) -> Result<Before, Problem> {
    let most = if contract.divided { PARTS_BEFORE } else { 1 };
    let past = app.store.past_deliveries(source.no, most).await?;
    let mut places: BTreeMap<String, u64> = BTreeMap::new();
    // The newest come first, so the first count of a place is its last one.
    for earlier in &past {
        let survey: Option<Survey> = earlier.survey.clone().map(opened).transpose()?;
        for (place, rows) in survey.into_iter().flat_map(|survey| survey.places) {
            places.entry(place).or_insert(rows);
        }
    }
    let last = past.first();
    Ok(Before {
        rows: last.map_or(0, |last| u64::try_from(last.rows).unwrap_or(0)),
        places,
        as_of: last.map(|last| last.as_of),
    })
}

/// A stored contract.
pub fn contract_of(held: &ContractVersion) -> Result<Contract, Problem> {
    opened(held.body.clone())
}

/// Something of intake's as it is stored.
pub fn stored(thing: &impl serde::Serialize) -> Value {
    serde_json::to_value(thing).unwrap_or_default()
}

/// Something of intake's that was stored.
pub fn opened<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|_| {
        Problem::new(
            catalog::problem::ProblemKind::Internal,
            "contract-broken",
            "存储的约定或检查结果无法解读，请联系系统管理员。",
        )
    })
}
