//! The whole registry as it was known at the end of a past day, as a snapshot of that day: the
//! tags in force then, ages of then, the records and the whole lists of then.
//!
//! Communities that no write has touched since are shared with the snapshot of today; the others
//! are worked out from their records. After a delivery of the whole district that is all of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::problem::Problem;
use chrono::NaiveDate;
use query::{District, Snapshot, SnapshotBuilder};
use storage::Timestamp;

use super::feed;
use super::known::settled;
use super::rosters::Lists;
use crate::app::App;
use crate::clock;
use crate::tag::history::rulebook::Edition;

/// Families whose records are read at once.
const FAMILIES: usize = 4_000;

/// Whether the registry knew anything at the end of a day, and will say the same for ever.
///
/// # Errors
/// `known-on-future`, `known-on-unsettled`; `known-before-first` when the first delivery came
/// later.
pub async fn require_known(app: &App, on: NaiveDate) -> Result<Timestamp, Problem> {
    let moment = clock::end_of_day(on);
    settled(&app.store, on, moment).await?;
    match app.store.first_known().await? {
        Some(first) if first <= moment => Ok(moment),
        Some(first) => {
            let first = clock::day_of(first);
            Err(Problem::bad_input(
                "known-before-first",
                format!(
                    "{on}那天系统里还没有任何数据，最早的一批是{first}导入的，请选{first}或以后的日期。"
                ),
            ))
        }
        None => Err(Problem::bad_input(
            "known-before-first",
            "系统里还没有导入过数据，不能查过去的日期，请先导入数据。",
        )),
    }
}

/// Builds the snapshot of a past day; says how far it is through `progress` (0 to 1000).
///
/// # Errors
/// As [`require_known`], and when storage cannot be read.
pub async fn snapshot_on(
    app: &App,
    on: NaiveDate,
    edition: &Edition,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Arc<Snapshot>, Problem> {
    let moment = require_known(app, on).await?;
    feed::catch_up(app).await?;
    let today = app.snapshot.load();
    let district = District {
        areas: app.areas(),
        today: on,
        tags: Arc::clone(&edition.set),
        rosters: Arc::new(Lists::read(&app.store).await?.at(moment)),
        serves: app.serves(),
    };
    let mut anew = app.store.communities_touched_after(moment).await?;
    let builder = loop {
        let builder = rebuilt(app, &today, district.clone(), &anew, moment, progress).await?;
        // Whoever moved touched both communities. Should one be missing all the same, it must be
        // read as a whole before somebody is put into it.
        let held: BTreeSet<String> = builder.communities().map(name_of).collect();
        if held.is_subset(&anew) {
            break builder;
        }
        anew.extend(held);
    };
    tokio::task::spawn_blocking(move || Arc::new(builder.finish()))
        .await
        .map_err(|_| feed::build_failed())
}

async fn rebuilt(
    app: &App,
    today: &Snapshot,
    district: District,
    anew: &BTreeSet<String>,
    moment: Timestamp,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<SnapshotBuilder, Problem> {
    let codes: BTreeSet<Option<AreaCode>> = anew.iter().map(|code| code.parse().ok()).collect();
    let mut builder = SnapshotBuilder::over(today, district, &codes);
    let families = app.store.families_around(anew, moment).await?;
    let parts = families.len().div_ceil(FAMILIES).max(1) as u64;
    for (done, some) in (0_u64..).zip(families.chunks(FAMILIES)) {
        progress(1000 * done / parts);
        feed::add(&mut builder, app.store.families_known(some, moment).await?);
    }
    Ok(builder)
}

/// A community as the change log names it.
fn name_of(community: Option<AreaCode>) -> String {
    community.map_or_else(|| storage::UNPLACED.to_owned(), |code| code.to_string())
}
