//! Entities that lag behind their records because a first filling was cut short (see
//! [`storage::Unwritten`]).

use catalog::problem::Problem;
use storage::{Audit, Store};

use super::community_of;
use crate::app::App;
use crate::clock;

/// A filling that has not begun another delivery for so long is taken for dead. Should it live after
/// all, it finds the registry changed and goes on from there.
const SILENT: clock::Millis = 10 * 60 * 1000;

/// Works entities out that lag. Whether there were any.
///
/// # Errors
/// When storage fails.
pub async fn catch_up(store: &Store) -> Result<bool, Problem> {
    let audit = Audit::new(clock::now(), None, "registry.catch-up", "registry", "");
    let caught_up = store.catch_up_entities(audit, community_of).await?;
    if caught_up {
        tracing::warn!("a first filling had been cut short; all entities were worked out again");
    }
    Ok(caught_up)
}

/// The same beside a running service, once the filling seems to be dead; a failure is logged and tried
/// again by the follower.
pub async fn catch_up_or_warn(app: &App) {
    let outcome = match app.store.entities_lag().await {
        Ok(Some(since)) if clock::now() - since >= SILENT => catch_up(&app.store).await,
        Ok(_) => return,
        Err(problem) => Err(problem),
    };
    if let Err(problem) = outcome {
        tracing::warn!(problem.code = %problem.code, "entities still lag behind their records");
    }
}
