//! `linli duplicates`: looking for people who stand in the registry twice.

use std::time::Instant;

use catalog::problem::Problem;

use super::say;
use crate::app::{App, Place};
use crate::registry::duplicates::find_duplicates;
use crate::registry::last_search::Searcher;

/// Runs the search and says what it came to.
///
/// # Errors
/// While the gate for the machine's merges is closed; when storage fails.
pub async fn run(place: &Place) -> Result<(), Problem> {
    let app = App::open(place).await?;
    let started = Instant::now();
    let found = find_duplicates(&app, Searcher::CommandLine).await?;
    say(&format!(
        "比对 {} 人：自动合并 {} 对（其中 {} 对抽样核对），待核对 {} 对，已有结论不再过问 {} 对，用时 {:.1} 秒",
        found.people,
        found.merged,
        found.sampled,
        found.asked,
        found.barred,
        started.elapsed().as_secs_f64()
    ));
    Ok(())
}
