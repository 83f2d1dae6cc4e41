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
    let mut registry = app.registry.lock().await;
    let audit = Audit::new(clock::now(), account, "delivery.undo", "delivery", delivery);
    let undone = app.store.undo(audit, delivery, community_of).await?;
    *registry = None;
    drop(registry);
    feed::catch_up(app).await?;
    Ok(undone)
}
