//! The snapshot follows the change log: only communities that changed are rebuilt.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use catalog::area::AreaCode;
use catalog::element::EntityKind;
use catalog::problem::{Problem, ProblemKind};
use catalog::roster::Rosters;
use query::{
    District, DwellingInput, PartitionInput, PersonInput, PlaceInput, Reached, Snapshot,
    SnapshotBuilder,
};
use storage::EntityRow;

use super::rosters::Lists;
use super::{kept_drafts, lagging, leads};
use crate::app::App;
use crate::tag::catalogue::Tags;
use crate::tag::figures;
use crate::{clock, policy};

/// When more than one community in this many is touched, building everything anew is cheaper.
const REBUILD_SHARE: usize = 3;

/// How often another process's changes, and a new day, are looked for.
const POLL: Duration = Duration::from_secs(2);

/// What a change of a tag is called in the change log.
const TAG: &str = "tag";

/// The kind under which the change log notes what happens to a policy.
const POLICY: &str = "policy";

/// The kind under which the change log notes a source's contract.
const CONTRACT: &str = "contract";

/// How many changes are read in one go.
const CHANGES_AT_ONCE: u64 = 1_000;

/// Brings the snapshot up to the newest committed change.
pub async fn catch_up(app: &App) -> Result<(), Problem> {
    let mut seen = app.seen.lock().await;
    if *seen < 0 {
        follow_tags(app).await?;
        // The log is read first: what is written while the entities are read shows up again
        // as a change and is then taken in a second time, which does no harm.
        let newest = app.store.latest_change().await?;
        let taken_over = publish_first(app, newest).await?;
        *seen = newest;
        policy::reread(app).await?;
        // Leads of what is taken over were followed before; `follow` looks over them again.
        if !taken_over {
            leads::follow_or_warn(app, None).await;
        }
        return Ok(());
    }
    let (changes, rosters) = follow_lists(app, changes_since(app, *seen).await?).await?;
    let Changes {
        touched,
        tags,
        policies,
        newest,
        ..
    } = changes;
    if policies || tags {
        policy::reread(app).await?;
    }
    let new_day = app.snapshot.load().district().today != clock::today();
    if new_day || tags {
        follow_tags(app).await?;
        // Ages and date-bound tags follow the calendar without any change of a fact, and a version
        // of a tag comes into force on its day.
        let (snapshot, set) = (app.snapshot.load(), app.tag_set());
        let next = tokio::task::spawn_blocking(move || snapshot.on(clock::today()).with_tags(set))
            .await
            .map_err(|_| build_failed())?;
        app.publish(next);
    }
    let everywhere = is_everywhere(touched.len(), app.communities());
    let other_lists = rosters != app.snapshot.load().district().rosters;
    let some = other_lists || !touched.is_empty();
    let mut reached = Reached::default();
    if everywhere {
        publish_all(app, newest, rosters).await?;
    } else if some {
        reached = publish_some(app, &touched, rosters).await?;
    }
    *seen = newest;
    if everywhere || new_day || tags {
        leads::follow_or_warn(app, None).await;
    } else if some {
        leads::follow_or_warn(app, Some(&reached)).await;
    }
    Ok(())
}

/// Whether so many of all communities are touched that building everything anew is cheaper.
pub fn is_everywhere(touched: usize, communities: usize) -> bool {
    touched * REBUILD_SHARE > communities
}

/// Catches up; a failure is logged and tried again by the follower.
pub async fn catch_up_or_warn(app: &App) {
    if let Err(problem) = catch_up(app).await {
        tracing::warn!(problem.code = %problem.code, "the snapshot could not catch up yet");
    }
}

/// Follows the change log for as long as the service runs.
pub fn follow(app: Arc<App>) {
    tokio::spawn(async move {
        if app.kept.was_taken_over() {
            // A day may have come, or another program have changed something, since leads were
            // followed. No change is followed at the same time, or both would find the same leads.
            let _still = app.seen.lock().await;
            leads::follow_or_warn(&app, None).await;
        }
        let mut checked = None;
        loop {
            tokio::time::sleep(POLL).await;
            lagging::catch_up_or_warn(&app).await;
            catch_up_or_warn(&app).await;
            // Locks end with a day, and figures are of a day, so once a day is enough.
            let today = clock::today();
            if checked != Some(today)
                && super::lock::expire_or_warn(&app).await
                && figures::keep_or_warn(&app).await
            {
                checked = Some(today);
            }
        }
    });
}

/// What happened after a change.
#[derive(Debug, Default)]
pub struct Changes {
    /// Communities whose entities changed.
    pub touched: BTreeSet<String>,
    /// Whether a version of a tag was approved.
    tags: bool,
    /// Whether a delivery came or went, or a source's contract changed: other whole lists may be in
    /// force.
    lists: bool,
    /// Whether a policy was edited, published or switched, maybe by another process.
    policies: bool,
    /// The newest change there is.
    newest: i64,
}

/// Everything that the change log tells after a change.
///
/// # Errors
/// When storage cannot be read.
pub async fn changes_since(app: &App, change: i64) -> Result<Changes, Problem> {
    let mut found = Changes {
        newest: change,
        ..Changes::default()
    };
    loop {
        let changes = app
            .store
            .changes_since(found.newest, CHANGES_AT_ONCE)
            .await?;
        let Some(last) = changes.last() else {
            return Ok(found);
        };
        found.newest = last.id;
        for change in changes {
            match change.subject_kind.as_str() {
                storage::REGISTRY => found.touched.extend(change.community),
                TAG => found.tags = true,
                POLICY => found.policies = true,
                storage::DELIVERY | CONTRACT => found.lists = true,
                _ => {}
            }
        }
    }
}

/// The whole lists in force, with everything that has changed up to then. Lists are read before the
/// last changes are: were it the other way round, a list could put people off whom it names, because
/// their community would still be as it was.
async fn follow_lists(app: &App, changes: Changes) -> Result<(Changes, Arc<Rosters>), Problem> {
    let mut changes = changes;
    let mut rosters = Arc::clone(&app.snapshot.load().district().rosters);
    while changes.lists {
        let newest = Lists::read(&app.store).await?.now();
        // The same lists stay the same, so that no community compares them.
        if newest != *rosters {
            rosters = Arc::new(newest);
        }
        let since = changes_since(app, changes.newest).await?;
        changes = Changes {
            touched: changes.touched.into_iter().chain(since.touched).collect(),
            tags: changes.tags || since.tags,
            policies: changes.policies || since.policies,
            ..since
        };
    }
    Ok((changes, rosters))
}

/// Takes the tags over that are in force today.
async fn follow_tags(app: &App) -> Result<(), Problem> {
    let today = clock::epoch_day(clock::today());
    app.set_tags(Tags::read(app, today).await?);
    Ok(())
}

/// The snapshot of a program that starts: from what was kept (`true`), else from the database.
async fn publish_first(app: &App, newest: i64) -> Result<bool, Problem> {
    let rosters = Arc::new(Lists::read(&app.store).await?.now());
    let kept = kept_drafts::take_over(app, district(app, Arc::clone(&rosters))).await?;
    let Some(builder) = kept else {
        publish_all(app, newest, rosters).await?;
        return Ok(false);
    };
    publish(app, builder).await?;
    Ok(true)
}

async fn publish_all(app: &App, newest: i64, rosters: Arc<Rosters>) -> Result<(), Problem> {
    let mut builder = SnapshotBuilder::new(district(app, rosters));
    app.store
        .each_entity(None, |chunk| add(&mut builder, chunk))
        .await?;
    let builder = kept_drafts::keep_all(app, builder, newest).await?;
    publish(app, builder).await
}

async fn publish(app: &App, builder: SnapshotBuilder) -> Result<(), Problem> {
    let built = tokio::task::spawn_blocking(move || builder.finish())
        .await
        .map_err(|_| build_failed())?;
    app.publish(built);
    Ok(())
}

fn district(app: &App, rosters: Arc<Rosters>) -> District {
    District {
        rosters,
        areas: app.areas(),
        today: clock::today(),
        tags: app.tag_set(),
        serves: app.serves(),
    }
}

/// Hands entities over to a snapshot that is being built.
pub fn add(builder: &mut SnapshotBuilder, chunk: Vec<EntityRow>) {
    let mut part = PartitionInput::default();
    for EntityRow {
        id, kind, current, ..
    } in chunk
    {
        match kind {
            EntityKind::Person => part.persons.push(PersonInput { id, current }),
            EntityKind::Dwelling => part.dwellings.push(DwellingInput { id, current }),
            EntityKind::Place => part.places.push(PlaceInput { id, current }),
            EntityKind::Household | EntityKind::Form => {}
        }
    }
    builder.add_persons(part.persons);
    builder.add_dwellings(part.dwellings);
    builder.add_places(part.places);
}

/// Builds the touched communities anew, and those in which somebody does not stand in the same lists
/// any more; answers what the change reaches.
async fn publish_some(
    app: &App,
    touched: &BTreeSet<String>,
    rosters: Arc<Rosters>,
) -> Result<Reached, Problem> {
    let mut parts: Vec<(Option<AreaCode>, PartitionInput)> = Vec::with_capacity(touched.len());
    for community in touched {
        let part = part_of(app, community).await?;
        parts.push((community.parse().ok(), part));
    }
    let before = app.snapshot.load();
    let (built, mut reached): (Snapshot, Reached) = tokio::task::spawn_blocking(move || {
        let built = before.following(parts, rosters);
        let reached = built.reached_since(&before);
        (built, reached)
    })
    .await
    .map_err(|_| build_failed())?;
    app.publish(built);
    app.kept.fall_behind(touched);
    // The snapshot says nothing of a community that holds nobody; a lead may stand there all the same.
    let codes = touched.iter().filter_map(|code| code.parse().ok());
    reached.changed.extend(codes.collect::<Vec<AreaCode>>());
    Ok(reached)
}

/// Everything active in a community (or [`storage::UNPLACED`]), as the snapshot takes it.
///
/// # Errors
/// When storage cannot be read.
pub async fn part_of(app: &App, community: &str) -> Result<PartitionInput, Problem> {
    let read = async |kind| app.store.entities_of(kind, Some(community)).await;
    Ok(PartitionInput {
        persons: read(EntityKind::Person)
            .await?
            .into_iter()
            .map(|(id, current)| PersonInput { id, current })
            .collect(),
        dwellings: read(EntityKind::Dwelling)
            .await?
            .into_iter()
            .map(|(id, current)| DwellingInput { id, current })
            .collect(),
        places: read(EntityKind::Place)
            .await?
            .into_iter()
            .map(|(id, current)| PlaceInput { id, current })
            .collect(),
    })
}

/// A worker thread did not come to its end.
pub fn build_failed() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "snapshot-failed",
        "查询快照生成失败，请稍后重试；若反复出现请联系系统管理员。",
    )
}
