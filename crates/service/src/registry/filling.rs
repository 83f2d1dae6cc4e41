//! Filling an empty registry with many deliveries in a row.

use catalog::problem::Problem;
use storage::Audit;

use crate::app::App;
use crate::clock;

/// Prepares for many deliveries, unless the registry holds something already. Whether it did; then
/// [`end`] must follow.
///
/// # Errors
/// When storage fails.
pub async fn begin(app: &App) -> Result<bool, Problem> {
    app.store.lay_indexes_aside(audit("registry.fill")).await
}

/// Makes look-ups fast again. The next start does so too, should this one not come to it.
///
/// # Errors
/// When storage fails.
pub async fn end(app: &App) -> Result<(), Problem> {
    app.store.index_again(audit("registry.filled")).await
}

fn audit(act: &'static str) -> Audit {
    Audit::new(clock::now(), None, act, "registry", "")
}
