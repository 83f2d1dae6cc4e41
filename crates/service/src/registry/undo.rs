//! Undoing a delivery: as if it had never been handed over.

use catalog::problem::Problem;
use storage::{Audit, Undone};

use super::{community_of, feed};
use crate::app::App;
use crate::clock;

/// Takes a loaded delivery out of the registry.
///
/// # Errors
/// When it is not loaded, or storage fails; then nothing has changed.
pub async fn undo(app: &App, delivery: i64, account: Option<i64>) -> Result<Undone, Problem> {
    let audit = Audit::new(clock::now(), account, "delivery.undo", "delivery", delivery);
    undo_for(app, audit, delivery).await
}

/// The same for a reason of its own, which the audit row names.
///
/// # Errors
/// As [`undo`].
pub async fn undo_for(app: &App, audit: Audit, delivery: i64) -> Result<Undone, Problem> {
    let mut held = app.registry.lock().await;
    // What a broken write left in it must not pass for true together with this one.
    held.take_if(|registry| registry.unsaved);
    let (act, subject) = (audit.act, audit.subject_id.clone());
    let undone = app.store.undo(audit, delivery, community_of).await?;
    match held.as_mut() {
        // A lifted lock, most often: what loading knows of the registry is as it was.
        Some(registry) if undone.without_keys => registry.pass_own(app, act, subject).await,
        _ => *held = None,
    }
    drop(held);
    feed::catch_up(app).await?;
    Ok(undone)
}
