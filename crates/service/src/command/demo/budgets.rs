//! What the departments of a sample district may ask of the grassroots in a year.

use catalog::problem::Problem;
use storage::{Audit, MinuteBudget};

use crate::app::App;
use crate::clock;
use crate::sending::rules::year_of;
use crate::view::names::Names;

/// Five hundred hours for each department.
const MINUTES: i64 = 30_000;

/// Gives every department of the sample its minutes of this year.
pub async fn make(app: &App) -> Result<(), Problem> {
    let year = year_of(clock::today());
    let audit = Audit::new(clock::now(), None, "budget.set", "budget", year);
    let mut tx = app.store.write(audit).await?;
    for department in Names::read(app).await?.departments() {
        tx.set_minute_budget(&MinuteBudget {
            department,
            year,
            minutes: MINUTES,
        })
        .await?;
    }
    tx.commit().await
}
