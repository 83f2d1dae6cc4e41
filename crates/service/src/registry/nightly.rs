//! The nightly search (夜间自动查找): people who stand in the registry twice are looked for in quiet
//! hours without anybody asking, when people have changed since the last search.
//!
//! Of several processes on one database one searches: whoever gets to hold the registry first. The
//! others wait for it, look again, and find that tonight's search is done.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use catalog::problem::Problem;
use chrono::NaiveDate;
use storage::{DeliveryFilter, DeliveryState, Paging};

use super::duplicates::{FINDING, Found, Search};
use super::last_search::{LastSearch, Searcher};
use super::{feed, gate};
use crate::app::App;
use crate::clock;

/// The hours in China between which a search may begin.
pub const NIGHT: Range<u32> = 2..5;

/// How often is looked whether to search.
const LOOK: Duration = Duration::from_mins(5);

/// What came of looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tonight {
    /// It is day, or switched off, or done, or nobody has changed.
    NotDue,
    /// A delivery is being loaded; there may be time afterwards.
    Loading,
    /// The gate is closed; the next night tries again.
    Held,
    /// The search has been made.
    Searched(Found),
}

/// Whether to search now: in the night, once a night, and only when people have changed since the
/// last search. `newest` is the newest change that no search has made.
pub fn is_due(
    now: clock::Millis,
    wanted: bool,
    last: Option<&LastSearch>,
    newest: Option<i64>,
) -> bool {
    let (Some(night), Some(newest)) = (night_of(now), newest) else {
        return false;
    };
    let waits = last.is_none_or(|last| night_of(last.at) != Some(night) && last.change < newest);
    wanted && waits
}

/// The night that an instant is in, by its day; none by day.
fn night_of(at: clock::Millis) -> Option<NaiveDate> {
    NIGHT
        .contains(&clock::hour_of(at))
        .then(|| clock::day_of(at))
}

/// Searches when it is due. The snapshot follows.
///
/// # Errors
/// When storage fails. Then nothing has changed.
pub async fn search_if_due(app: &App, now: clock::Millis) -> Result<Tonight, Problem> {
    if !is_due_here(app, now).await? {
        return Ok(Tonight::NotDue);
    }
    if !gate::read(app).await?.is_open() {
        return Ok(Tonight::Held);
    }
    if is_loading(app).await? {
        return Ok(Tonight::Loading);
    }
    let search = Search::begin(app, Searcher::Nightly, now).await?;
    if !is_due_here(app, now).await? {
        search.give_up().await?;
        return Ok(Tonight::NotDue);
    }
    let found = search.run(app).await?;
    feed::catch_up_or_warn(app).await;
    Ok(Tonight::Searched(found))
}

async fn is_due_here(app: &App, now: clock::Millis) -> Result<bool, Problem> {
    let wanted = gate::read(app).await?.nightly;
    let last = LastSearch::read(app).await?;
    // What a search merges is no news to the next one.
    let newest = app.store.latest_registry_change_but(FINDING).await?;
    Ok(is_due(now, wanted, last.as_ref(), newest))
}

async fn is_loading(app: &App) -> Result<bool, Problem> {
    let loading = DeliveryFilter {
        state: Some(DeliveryState::Loading),
        ..DeliveryFilter::default()
    };
    let (count, _) = app.store.deliveries(&loading, Paging::new(1, 1)).await?;
    Ok(count > 0)
}

/// Searches every night for as long as the service runs.
pub fn follow(app: Arc<App>) {
    tokio::spawn(async move {
        let mut held = None;
        loop {
            // First a pause: a program that has just started is busy enough.
            tokio::time::sleep(LOOK).await;
            let now = clock::now();
            if let Some(night) = night_of(now)
                && held != Some(night)
                && look(&app, now).await == Some(Tonight::Held)
            {
                held = Some(night);
            }
        }
    });
}

/// Looks once and says in the log what came of it; `None` when storage failed, and the next look
/// tries again.
async fn look(app: &App, now: clock::Millis) -> Option<Tonight> {
    let tonight = match search_if_due(app, now).await {
        Ok(tonight) => tonight,
        Err(problem) => {
            tracing::warn!(problem.code = %problem.code, "the nightly search failed");
            return None;
        }
    };
    match tonight {
        Tonight::NotDue => {}
        Tonight::Loading => {
            tracing::info!("the nightly search waits for a delivery that is being loaded");
        }
        Tonight::Held => {
            tracing::info!("no search tonight: the gate of merges is closed");
        }
        Tonight::Searched(found) => tracing::info!(
            people = found.people,
            merged = found.merged,
            asked = found.asked,
            "the nightly search has ended"
        ),
    }
    Some(tonight)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests;
