//! Taking a received delivery in: check it, then load it, or leave it in quarantine.

use std::sync::Arc;
use std::time::Duration;

use catalog::problem::Problem;
use catalog::source::Sources;
use intake::drift::{Finding, Weight};

use super::load::{Loaded, Received, attempt, note_failure, note_failure_in_the_end};
use super::reading::Reading;
use super::{check::check, feed};
use crate::app::App;
use crate::clock;
use crate::comparison::run::after_delivery;

/// What taking a delivery in came to.
pub enum TakenIn {
    /// It is in the registry.
    Loaded(Box<Loaded>),
    /// It departs from the contract and waits for a decision; the registry is as before.
    Quarantined(Vec<Finding>),
}

/// Checks and loads; says how far the load is through `progress`.
///
/// # Errors
/// When the file cannot be read or storage fails; the delivery is then marked failed and the
/// registry is as before.
pub async fn take_in(
    app: &App,
    received: &Received,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<TakenIn, Problem> {
    take_in_ahead(app, received, Reading::of(app, received), progress).await
}

/// Takes in what is being read already.
///
/// # Errors
/// As [`take_in`].
pub async fn take_in_ahead(
    app: &App,
    received: &Received,
    reading: Reading,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<TakenIn, Problem> {
    let outcome = check_and_load(app, received, reading, progress).await;
    if let Err(problem) = &outcome {
        note_failure(app, received, problem).await?;
    }
    outcome
}

/// Leaves noting a failure to the caller.
async fn check_and_load(
    app: &App,
    received: &Received,
    reading: Reading,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<TakenIn, Problem> {
    let findings = check(app, received).await?;
    if is_stopped(&findings) {
        return Ok(TakenIn::Quarantined(findings));
    }
    let loaded = attempt(app, received, reading, progress).await?;
    Ok(TakenIn::Loaded(Box::new(loaded)))
}

/// Whether something holds a delivery up.
pub fn is_stopped(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.weight == Weight::Stop)
}

/// Takes a delivery in after an upload and lets the snapshot catch up.
pub fn take_in_background(app: Arc<App>, received: Received) {
    tokio::spawn(async move {
        let reading = Reading::of(&app, &received);
        let outcome = check_and_load(&app, &received, reading, &progress_of(&app, &received)).await;
        follow_up(&app, &received, outcome.map(drop)).await;
    });
}

/// Loads a delivery whose changes were accepted.
pub fn load_in_background(app: Arc<App>, received: Received) {
    tokio::spawn(async move {
        let reading = Reading::of(&app, &received);
        let outcome = attempt(&app, &received, reading, &progress_of(&app, &received)).await;
        follow_up(&app, &received, outcome.map(drop)).await;
    });
}

/// Shows how far a load is. Rows are not counted beforehand; a row of a typical list takes some
/// 150 bytes.
fn progress_of<'a>(app: &'a App, received: &'a Received) -> impl Fn(u64) + Sync + 'a {
    let total = received.bytes.len() as u64;
    move |rows| {
        let guess = (rows * 150_000 / total.max(1)).min(950);
        app.store
            .set_progress(received.id, i32::try_from(guess).unwrap_or(950));
    }
}

async fn follow_up(app: &Arc<App>, received: &Received, outcome: Result<(), Problem>) {
    match outcome {
        Ok(()) => {
            feed::catch_up_or_warn(app).await;
            if let Err(problem) = after_delivery(app, &received.source.code).await {
                tracing::warn!(problem.code = %problem.code, "comparisons that wait for a delivery were not found");
            }
        }
        Err(problem) => {
            tracing::warn!(delivery.id = received.id, problem.code = %problem.code, "a delivery was not loaded");
            note_failure_in_the_end(app, received, &problem).await;
        }
    }
}

/// A delivery received less than this ago may be in the hands of another process.
const SOMEBODY_ELSES: Duration = Duration::from_secs(60);

/// Takes in what was received before the program stopped and never came to be loaded.
pub async fn resume(app: &Arc<App>) -> Result<(), Problem> {
    let before = clock::now() - i64::try_from(SOMEBODY_ELSES.as_millis()).unwrap_or(0);
    for waiting in app.store.waiting_deliveries(before).await? {
        let Some(received) = received_again(app, &waiting).await? else {
            continue;
        };
        let decided = app.store.delivery_check(waiting.id).await?;
        let accepted = decided.is_some_and(|check| check.decision.as_deref() == Some("accept"));
        if accepted {
            load_in_background(app.clone(), received);
        } else {
            take_in_background(app.clone(), received);
        }
    }
    Ok(())
}

/// A stored delivery with its file, ready to be taken in; `None` when it has no file or its
/// source is gone.
pub async fn received_again(
    app: &App,
    row: &storage::Delivery,
) -> Result<Option<Received>, Problem> {
    let Some(source) = Sources::shipped().get(row.source) else {
        return Ok(None);
    };
    if row.object.is_empty() {
        return Ok(None);
    }
    let (objects, key) = (app.objects.clone(), row.object.clone());
    let bytes = tokio::task::spawn_blocking(move || objects.get(&key))
        .await
        .map_err(|_| {
            Problem::unavailable("file-unreadable", "交接的原件暂时读不出来，请稍后重试。")
        })??;
    Ok(Some(Received {
        id: row.id,
        source,
        file_name: row.file_name.clone(),
        bytes: Arc::new(bytes),
        as_of: row.as_of,
        part: row.part,
        account: row.received_by,
    }))
}
