//! What somebody found of a place on the spot (场所核查): a record of a source of its own, so that it
//! has a day, rivals and a way back.

use catalog::problem::{Problem, ProblemKind};
use catalog::source::{Sources, no as source_no};
use catalog::values::Values;
use serde_json::json;
use storage::DeliveryState;

use super::amend::{Amendment, amend, row_about};
use super::undo::undo_for;
use super::{Registry, feed};
use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::rights::Caller;

/// The act under which a check stands in the audit and change logs.
const CHECKING: &str = "place.outcome";

/// Notes what was found of a place; the id of the delivery that says so.
///
/// # Errors
/// When storage fails; then nothing has changed.
pub async fn note(app: &App, caller: &Caller, place: i64, values: Values) -> Result<i64, Problem> {
    let mut held = Registry::in_hand(app).await?;
    let outcome = note_with(app, caller, place, values, &mut held).await;
    drop(held);
    let delivery = outcome?;
    feed::catch_up(app).await?;
    Ok(delivery)
}

async fn note_with(
    app: &App,
    caller: &Caller,
    place: i64,
    values: Values,
    held: &mut Option<Registry>,
) -> Result<i64, Problem> {
    let source = Sources::shipped()
        .get(source_no::PLACE_CHECK)
        .ok_or_else(missing_source)?;
    let elements: Vec<u16> = values.iter().map(|(element, _)| element.0).collect();
    let audit =
        entry(caller, CHECKING, "place", place).with_detail(json!({ "elements": elements }));
    let tx = app.store.write(audit).await?;
    let amendment = Amendment {
        source,
        title: "现场核查".to_owned(),
        digest: format!("{}{}", digest_of(place), clock::now()),
        rows: vec![row_about(Some(place), 0, values, &app.territory())],
    };
    let (tx, delivery) = amend(app, tx, held, amendment).await?;
    tx.commit().await?;
    if let Some(registry) = held {
        registry.pass_own(app, CHECKING, place).await;
    }
    Ok(delivery)
}

/// With what the digest of every check of a place begins, and that of no file.
fn digest_of(place: i64) -> String {
    format!("place-check-{place}-")
}

/// Whether the digest of a delivery is that of a check of a place.
pub fn is_of(digest: &str, place: i64) -> bool {
    digest.starts_with(&digest_of(place))
}

/// Takes back what was found of a place.
///
/// # Errors
/// `place-check-unknown` when the delivery is no check of this place, or is taken back already.
pub async fn take_back(
    app: &App,
    caller: &Caller,
    place: i64,
    delivery: i64,
) -> Result<(), Problem> {
    let unknown = || {
        Problem::not_found(
            "place-check-unknown",
            "这次核查结果已经撤销，或者不是这个单位的，请刷新页面。",
        )
    };
    let found = app
        .store
        .delivery(delivery)
        .await
        .map_err(|problem| problem.if_missing(unknown))?;
    let own = found.source == source_no::PLACE_CHECK && is_of(&found.digest, place);
    if !own || found.state != DeliveryState::Loaded {
        return Err(unknown());
    }
    let audit = entry(caller, "place.outcome-undo", "place", place)
        .with_detail(json!({ "delivery": delivery }));
    undo_for(app, audit, delivery).await?;
    Ok(())
}

fn missing_source() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "source-missing",
        "数据来源表缺少“社区·场所核查”，请联系系统管理员核对程序文件。",
    )
}
