//! What the snapshot is made of, kept on disk: a program that starts takes it over instead of
//! opening every entity of the district again.
//!
//! It is a copy and never the truth. It lies sealed in a folder of its own that may be deleted at
//! any time, and whatever does not fit (another program, a database that was put back, a broken
//! file) is passed over: then everything is read from the database as if nothing had been kept.
//! Communities that changed since are read from the database in any case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, UNIX_EPOCH};

use catalog::area::AreaCode;
use catalog::problem::Problem;
use query::{District, Draft, SnapshotBuilder};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use storage::{KeyRing, Objects, Timestamp};

use super::feed;
use crate::app::App;

/// How often communities that changed are kept anew. What changed since is read at the start, a
/// fraction of a second for each community.
const EVERY: Duration = Duration::from_secs(300);

/// The index is sealed to this place, so that no other sealed bytes can stand for it.
const INDEX: &[u8] = b"snapshot index";

/// The kept drafts of one data folder.
pub struct KeptDrafts {
    folder: PathBuf,
    keys: KeyRing,
    objects: Objects,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What is on disk, when it is of any use.
    index: Option<Index>,
    /// Communities that changed since they were kept.
    behind: BTreeSet<String>,
    /// Whether this program began with what another one kept.
    taken_over: bool,
}

/// Which drafts are kept and of when they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Index {
    /// The program that wrote the drafts; another one may read other values from an entity.
    program: Program,
    /// The newest change that they hold for certain.
    change: i64,
    /// When that change was made: a database that was put back has none or another of that number.
    at: Timestamp,
    /// The key of each community's draft.
    parts: BTreeMap<String, String>,
}

/// A program, told from others by its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Program {
    version: String,
    bytes: u64,
    modified: Duration,
}

impl Program {
    fn running() -> io::Result<Self> {
        let file = fs::metadata(std::env::current_exe()?)?;
        Ok(Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            bytes: file.len(),
            modified: file
                .modified()?
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
        })
    }
}

impl KeptDrafts {
    /// The drafts under a folder, which is made when something is kept.
    pub fn new(folder: PathBuf, keys: KeyRing) -> Self {
        Self {
            objects: Objects::new(&folder, keys.clone()),
            folder,
            keys,
            state: Mutex::default(),
        }
    }

    /// Whether this program began with what another one kept.
    pub fn was_taken_over(&self) -> bool {
        self.state().taken_over
    }

    /// Notes that communities are not any more what was kept of them.
    pub fn fall_behind(&self, communities: &BTreeSet<String>) {
        self.state().behind.extend(communities.iter().cloned());
    }

    /// Keeps everything anew.
    fn keep_all(
        &self,
        drafts: &[(Option<AreaCode>, &Draft)],
        (change, at): (i64, Timestamp),
    ) -> Result<(), Problem> {
        *self.state() = State::default();
        // Nothing that an index of before named may stay behind without one that names it.
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unkept(&error)),
            _ => {}
        }
        let parts = drafts
            .par_iter()
            .map(|(community, draft)| {
                let object = self.objects.put(&draft.to_bytes())?;
                Ok((name(*community), object.key))
            })
            .collect::<Result<_, Problem>>()?;
        self.put_index(Index {
            program: Program::running().map_err(|error| unkept(&error))?,
            change,
            at,
            parts,
        })
    }

    /// Replaces the drafts of some communities; those without anybody and anything are `None`.
    fn keep_some(
        &self,
        drafts: Vec<(String, Option<Draft>)>,
        (change, at): (i64, Timestamp),
    ) -> Result<(), Problem> {
        let Some(mut index) = self.state().index.clone() else {
            return Ok(());
        };
        let mut replaced = Vec::new();
        for (community, draft) in drafts {
            replaced.extend(match draft {
                Some(draft) => {
                    let key = self.objects.put(&draft.to_bytes())?.key;
                    index.parts.insert(community, key)
                }
                None => index.parts.remove(&community),
            });
        }
        (index.change, index.at) = (change, at);
        let named: BTreeSet<String> = index.parts.values().cloned().collect();
        self.put_index(index)?;
        for key in replaced.iter().filter(|key| !named.contains(*key)) {
            self.objects.delete(key)?;
        }
        Ok(())
    }

    /// Writes the index beside its place and puts it there, so that it is whole or not there.
    fn put_index(&self, index: Index) -> Result<(), Problem> {
        let plain = serde_json::to_vec(&index).map_err(|error| unkept(&error))?;
        let sealed = self.keys.seal_at(INDEX, &plain);
        let written = || -> io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let beside = self.folder.join("index.new");
            let mut file = fs::File::create(&beside)?;
            file.write_all(&sealed)?;
            file.sync_all()?;
            fs::rename(&beside, self.folder.join("index"))
        };
        written().map_err(|error| unkept(&error))?;
        self.state().index = Some(index);
        Ok(())
    }

    /// The index on disk, when this program wrote it.
    fn index(&self) -> Option<Index> {
        let sealed = fs::read(self.folder.join("index")).ok()?;
        let plain = self.keys.open_at(INDEX, &sealed).ok()?;
        let index: Index = serde_json::from_slice(&plain).ok()?;
        (index.program == Program::running().ok()?).then_some(index)
    }

    /// Takes the drafts over that an index names, without those of some communities. `None` when
    /// one of them is not there or broken.
    fn drafts(&self, index: &Index, without: &BTreeSet<String>) -> Option<Vec<(String, Draft)>> {
        let parts: Vec<_> = index
            .parts
            .iter()
            .filter(|(community, _)| !without.contains(*community))
            .collect();
        parts
            .into_par_iter()
            .map(|(community, key)| {
                let draft = Draft::from_bytes(&self.objects.get(key).ok()?)?;
                Some((community.clone(), draft))
            })
            .collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The district from kept drafts, and from the database what changed since; `None` when nothing
/// that fits is kept or most of it changed.
///
/// # Errors
/// When storage cannot be read.
pub async fn take_over(app: &App, district: District) -> Result<Option<SnapshotBuilder>, Problem> {
    let Some(index) = app.kept.index() else {
        return Ok(None);
    };
    if moment_of(app, index.change).await? != Some(index.at) {
        return Ok(None);
    }
    let changed = feed::changes_since(app, index.change).await?.touched;
    if feed::is_everywhere(changed.len(), index.parts.len()) {
        return Ok(None);
    }
    let read = {
        let (kept, index, changed) = (app.kept.clone(), index.clone(), changed.clone());
        tokio::task::spawn_blocking(move || kept.drafts(&index, &changed))
            .await
            .map_err(|_| feed::build_failed())?
    };
    let Some(drafts) = read else {
        return Ok(None);
    };
    let mut builder = SnapshotBuilder::new(district);
    for (community, draft) in drafts {
        builder.add_draft(community.parse().ok(), draft);
    }
    for community in &changed {
        let part = feed::part_of(app, community).await?;
        builder.add_draft(community.parse().ok(), Draft::of(part));
    }
    let mut state = app.kept.state();
    *state = State {
        index: Some(index),
        behind: changed,
        taken_over: true,
    };
    drop(state);
    Ok(Some(builder))
}

/// Keeps what a builder holds, which was read when `change` was the newest. A failure costs the
/// next start some time and nothing else, so it is only logged.
///
/// # Errors
/// When storage cannot be read.
pub async fn keep_all(
    app: &App,
    builder: SnapshotBuilder,
    change: i64,
) -> Result<SnapshotBuilder, Problem> {
    let Some(at) = moment_of(app, change).await? else {
        return Ok(builder);
    };
    let kept = app.kept.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(problem) = kept.keep_all(&builder.drafts(), (change, at)) {
            warn(&problem);
        }
        builder
    })
    .await
    .map_err(|_| feed::build_failed())
}

/// Keeps communities anew that changed, from time to time, for as long as the service runs.
pub fn follow(app: Arc<App>) {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(problem) = keep_behind(&app).await {
                warn(&problem);
            }
        }
    });
}

/// Keeps the communities anew that changed since they were kept.
///
/// # Errors
/// When storage cannot be read or the files cannot be written.
pub async fn keep_behind(app: &App) -> Result<(), Problem> {
    let (change, behind) = {
        // Communities fall behind while this is held, so all that changed up to `seen` are named.
        let seen = app.seen.lock().await;
        (*seen, std::mem::take(&mut app.kept.state().behind))
    };
    if behind.is_empty() {
        return Ok(());
    }
    let outcome = keep_anew(app, change, &behind).await;
    if outcome.is_err() {
        app.kept.fall_behind(&behind);
    }
    outcome
}

async fn keep_anew(app: &App, change: i64, communities: &BTreeSet<String>) -> Result<(), Problem> {
    let Some(at) = moment_of(app, change).await? else {
        return Ok(());
    };
    let mut drafts = Vec::with_capacity(communities.len());
    for community in communities {
        let part = feed::part_of(app, community).await?;
        let empty = part.persons.is_empty() && part.dwellings.is_empty() && part.places.is_empty();
        drafts.push((community.clone(), (!empty).then(|| Draft::of(part))));
    }
    let kept = app.kept.clone();
    tokio::task::spawn_blocking(move || kept.keep_some(drafts, (change, at)))
        .await
        .map_err(|_| feed::build_failed())?
}

/// When a change was made; `None` when there is no change of that number.
async fn moment_of(app: &App, change: i64) -> Result<Option<Timestamp>, Problem> {
    let rows = app.store.changes_since(change - 1, 1).await?;
    Ok(rows
        .first()
        .filter(|row| row.id == change)
        .map(|row| row.at))
}

fn name(community: Option<AreaCode>) -> String {
    community.map_or_else(|| storage::UNPLACED.to_owned(), |code| code.to_string())
}

fn unkept(error: &dyn std::fmt::Display) -> Problem {
    tracing::warn!(%error, "what the snapshot is made of could not be kept");
    Problem::unavailable(
        "drafts-unkept",
        "快照缓存未能写入，不影响使用；请检查数据目录的空间和权限，否则下次启动会慢一些。",
    )
}

fn warn(problem: &Problem) {
    tracing::warn!(problem.code = %problem.code, "the next start will read more from the database");
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests {
    use query::{PartitionInput, PersonInput};

    use super::*;

    const ONE: &str = "370203005001";
    const TWO: &str = "370203005002";

    fn kept(folder: &std::path::Path, key: u8) -> KeptDrafts {
        KeptDrafts::new(folder.join("snapshot"), KeyRing::from_bytes(&[key; 32]))
    }

    fn draft(people: i64) -> Draft {
        let persons = (0..people).map(|id| PersonInput {
            id,
            current: catalog::survivorship::Current::default(),
        });
        Draft::of(PartitionInput {
            persons: persons.collect(),
            ..PartitionInput::default()
        })
    }

    fn two_communities(folder: &std::path::Path) -> KeptDrafts {
        let kept = kept(folder, 1);
        let (one, two) = (draft(1), draft(2));
        let drafts = [
            (Some(ONE.parse().unwrap()), &one),
            (Some(TWO.parse().unwrap()), &two),
        ];
        kept.keep_all(&drafts, (7, 70)).unwrap();
        kept
    }

    fn files(folder: &std::path::Path) -> usize {
        let folders = fs::read_dir(folder.join("snapshot")).unwrap();
        folders
            .filter_map(|entry| fs::read_dir(entry.unwrap().path()).ok())
            .map(Iterator::count)
            .sum()
    }

    fn names(drafts: Vec<(String, Draft)>) -> Vec<String> {
        drafts.into_iter().map(|(community, _)| community).collect()
    }

    #[test]
    fn the_next_program_takes_over_what_was_kept_and_did_not_change() {
        let folder = tempfile::tempdir().unwrap();
        two_communities(folder.path());
        let next = kept(folder.path(), 1);
        let index = next.index().unwrap();
        assert_eq!((index.change, index.at), (7, 70));
        let all = next.drafts(&index, &BTreeSet::new()).unwrap();
        assert_eq!(names(all), [ONE, TWO]);
        let changed = BTreeSet::from([ONE.to_owned()]);
        assert_eq!(names(next.drafts(&index, &changed).unwrap()), [TWO]);
    }

    #[test]
    fn a_community_kept_anew_replaces_its_draft_and_an_empty_one_goes() {
        let folder = tempfile::tempdir().unwrap();
        let kept = two_communities(folder.path());
        let drafts = vec![(ONE.to_owned(), Some(draft(5))), (TWO.to_owned(), None)];
        kept.keep_some(drafts, (9, 90)).unwrap();
        let index = kept.index().unwrap();
        assert_eq!((index.change, index.at), (9, 90));
        let drafts = kept.drafts(&index, &BTreeSet::new()).unwrap();
        assert_eq!(names(drafts), [ONE]);
        assert_eq!(files(folder.path()), 1, "what nothing names is removed");
    }

    #[test]
    fn nothing_is_taken_over_with_another_key_from_another_program_or_from_a_broken_file() {
        let folder = tempfile::tempdir().unwrap();
        let kept = two_communities(folder.path());
        assert_eq!(self::kept(folder.path(), 2).index(), None);
        let index = kept.index().unwrap();
        let mut other = index.clone();
        other.program.bytes += 1;
        kept.put_index(other).unwrap();
        assert_eq!(kept.index(), None);
        kept.objects.delete(&index.parts[TWO]).unwrap();
        assert!(kept.drafts(&index, &BTreeSet::new()).is_none());
        fs::write(folder.path().join("snapshot").join("index"), b"half").unwrap();
        assert_eq!(kept.index(), None);
    }
}
