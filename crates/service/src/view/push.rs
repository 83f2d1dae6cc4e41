//! Pushes as they cross the wire.

use catalog::problem::Problem;
use intake::drift::Finding;
use storage::Push;

use crate::app::App;
use crate::registry::check::opened;
use crate::view::form::count;
use crate::wire::push::{PushState, PushedDelivery};

/// How far a push is, and what became of it.
pub async fn push_state(app: &App, push: &Push) -> Result<PushState, Problem> {
    let delivery = match push.delivery {
        Some(id) => Some(pushed(app, id).await?),
        None => None,
    };
    let parts = u32::try_from(push.parts).unwrap_or(0);
    Ok(PushState {
        state: if push.finished { "finished" } else { "open" }.to_owned(),
        parts,
        next: parts + 1,
        size: u64::try_from(push.size).unwrap_or(0),
        delivery,
    })
}

async fn pushed(app: &App, id: i64) -> Result<PushedDelivery, Problem> {
    let row = app.store.delivery(id).await?;
    let mut sentences: Vec<String> = row.problem.into_iter().map(|why| why.detail).collect();
    if let Some(check) = app.store.delivery_check(id).await? {
        let findings: Vec<Finding> = opened(check.findings)?;
        sentences.extend(findings.into_iter().map(|finding| finding.message));
        sentences.extend(check.remark.filter(|remark| !remark.is_empty()));
    }
    Ok(PushedDelivery {
        id,
        state: row.state.as_str().to_owned(),
        rows_read: count(row.rows_read),
        rows_loaded: count(row.rows_loaded),
        rows_refused: count(row.rows_refused),
        sentences,
    })
}
