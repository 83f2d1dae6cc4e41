//! The one registry of people, dwellings and places: loading deliveries into it, correcting it,
//! and keeping the snapshot in step with it.

pub mod absorb;
pub mod address_book;
pub mod alike;
pub mod amend;
pub mod answer;
pub mod check;
pub mod consequence;
pub mod correct;
pub mod cutover;
pub mod decide;
pub mod decided;
pub mod duplicates;
pub mod feed;
pub mod filling;
pub mod gate;
pub mod homes;
pub mod identity;
pub mod kept_drafts;
pub mod known;
pub mod lagging;
pub mod last_search;
pub mod leads;
pub mod load;
pub mod lock;
pub mod nightly;
pub mod past;
pub mod place;
pub mod place_again;
pub mod place_check;
pub mod propose;
pub mod reading;
pub mod receive;
pub mod rosters;
pub mod settle;
pub mod take_back;
pub mod take_in;
pub mod two_names;
pub mod undo;
pub mod unplaced;

use std::sync::{Arc, mpsc};

use catalog::element::{EntityKind, no};
use catalog::problem::{Problem, ProblemKind};
use catalog::survivorship::Current;
use linkage::{Key, LinkIndex, LinkInput, MemoryIndex};
use storage::{ChangeRow, EntityKeys};
use tokio::sync::MutexGuard;

use crate::app::App;
use address_book::AddressBook;
use decided::Decided;

/// How many changes are looked at in one go.
const CHANGES_AT_ONCE: u64 = 1_000;

/// Keys of how many records are put into the index in one go.
const KEYS_AT_ONCE: usize = 1_000_000;

/// What loading needs to know of the registry, kept in memory between deliveries of one process.
///
/// It is thrown away when a write that it took rows of fails or another process may have written, and built anew
/// from storage when next needed.
pub struct Registry {
    /// Keys of people.
    pub people: MemoryIndex,
    /// Keys of dwellings.
    pub dwellings: MemoryIndex,
    /// Keys of places.
    pub places: MemoryIndex,
    /// Keys of households.
    pub households: MemoryIndex,
    /// From written addresses to dwellings and communities.
    pub addresses: AddressBook,
    /// What people decided about who is who.
    pub decided: Decided,
    /// Somebody has decided something since that was read.
    decided_anew: bool,
    /// Rows were taken in here by a write that is not committed yet. Should it never be, this says more
    /// than is true and is read anew; a write that is refused before leaves it as it was.
    unsaved: bool,
    /// The last change this knows of.
    pub change: i64,
}

impl Registry {
    /// Reads the keys and addresses of everything active.
    pub async fn read(app: &App) -> Result<Self, Problem> {
        let change = app.store.latest_change().await?;
        Ok(Self {
            people: read_index(app, EntityKind::Person).await?,
            dwellings: read_index(app, EntityKind::Dwelling).await?,
            places: read_index(app, EntityKind::Place).await?,
            households: read_index(app, EntityKind::Household).await?,
            addresses: AddressBook::read(app).await?,
            decided: Decided::default(),
            decided_anew: true,
            unsaved: false,
            change,
        })
    }

    /// The registry as it is now: the one held if nothing has changed since, else read anew. The
    /// caller's write must hold the registry, so that it stays true.
    pub async fn fresh<'a>(held: &'a mut Option<Self>, app: &App) -> Result<&'a mut Self, Problem> {
        let fresh = match held.as_mut() {
            Some(registry) => !registry.unsaved && registry.is_fresh(app).await?,
            None => false,
        };
        if !fresh {
            *held = None;
        }
        let registry = match held {
            Some(registry) => registry,
            none => none.insert(Self::read(app).await?),
        };
        if registry.decided_anew {
            registry.decided = Decided::read(app).await?;
            registry.decided_anew = false;
        }
        Ok(registry)
    }

    /// The registry, fresh and kept from everybody else. Whoever is going to write asks for it before
    /// the write is opened: reading it anew takes a quarter of a minute in a district of a million
    /// people, and an open write keeps all others waiting.
    pub async fn in_hand(app: &App) -> Result<MutexGuard<'_, Option<Self>>, Problem> {
        let mut held = app.registry.lock().await;
        Self::fresh(&mut held, app).await?;
        Ok(held)
    }

    /// Whether no key in the registry has changed since this was read. Other changes (accounts,
    /// forms, who was merged with whom) do not matter to it.
    async fn is_fresh(&mut self, app: &App) -> Result<bool, Problem> {
        loop {
            let changes = app
                .store
                .changes_since(self.change, CHANGES_AT_ONCE)
                .await?;
            let Some(last) = changes.last() else {
                return Ok(true);
            };
            self.note_decisions(&changes);
            if changes.iter().any(|change| {
                change.subject_kind == storage::REGISTRY
                    && !decided::ACTS.contains(&change.act.as_str())
            }) {
                return Ok(false);
            }
            self.change = last.id;
        }
    }

    /// Notes that a write begins to take rows in.
    pub fn take_in(&mut self) {
        self.unsaved = true;
    }

    /// After a write that was taken in here is committed: goes past its changes, up to the first
    /// that somebody else made; without this the next write would read everything anew. When the
    /// changes cannot be read, that is what happens.
    pub async fn pass_own(&mut self, app: &App, act: &str, subject: impl ToString) {
        let own = subject.to_string();
        self.pass(app, |change| change.act == act && change.subject_id == own)
            .await;
    }

    /// The same after several writes; `own` knows their changes.
    pub async fn pass(&mut self, app: &App, own: impl Fn(&ChangeRow) -> bool) {
        self.unsaved = false;
        while let Ok(changes) = app.store.changes_since(self.change, CHANGES_AT_ONCE).await {
            let Some(newest) = changes.last() else {
                return;
            };
            self.note_decisions(&changes);
            let foreign = changes
                .iter()
                .find(|change| change.subject_kind == storage::REGISTRY && !own(change));
            if let Some(foreign) = foreign {
                self.change = foreign.id - 1;
                return;
            }
            self.change = newest.id;
        }
    }

    fn note_decisions(&mut self, changes: &[ChangeRow]) {
        let decides = |change: &ChangeRow| decided::ACTS.contains(&change.act.as_str());
        self.decided_anew |= changes.iter().any(decides);
    }

    /// The index of a kind of entity.
    pub fn index(&mut self, kind: EntityKind) -> &mut MemoryIndex {
        match kind {
            EntityKind::Dwelling => &mut self.dwellings,
            EntityKind::Place => &mut self.places,
            EntityKind::Household => &mut self.households,
            EntityKind::Person | EntityKind::Form => &mut self.people,
        }
    }
}

/// Reads the registry while nobody waits for it yet, so that the first who changes something need
/// not wait for that.
pub fn read_ahead(app: Arc<App>) {
    tokio::spawn(async move {
        if let Err(problem) = Registry::in_hand(&app).await {
            tracing::warn!(problem.code = %problem.code, "the registry could not be read ahead");
        }
    });
}

async fn read_index(app: &App, kind: EntityKind) -> Result<MemoryIndex, Problem> {
    // Sorting millions of keys takes its time, and requests are answered meanwhile.
    let (keys, read) = mpsc::channel();
    let building = tokio::task::spawn_blocking(move || bulk_index(&read));
    app.store
        .all_keys(kind, |chunk| {
            // Nobody takes them only when the building failed, which is told below.
            drop(keys.send(chunk));
        })
        .await?;
    drop(keys);
    let mut index = building.await.map_err(|_| index_failed())?;
    // Whoever has no record left is known again by the keys of before, unless somebody else holds
    // them now.
    for keys in app.store.former_keys(kind).await? {
        let input = LinkInput {
            strong: keys
                .strong
                .map(Key)
                .filter(|key| index.strong(*key).is_none_or(|held| held == keys.entity)),
            weak: keys.weak.map(Key).filter(|key| {
                let mut hits = index.weak(*key).into_iter();
                hits.all(|hit| hit.entity == keys.entity)
            }),
        };
        index.insert(input, keys.entity);
    }
    Ok(index)
}

fn index_failed() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "registry-failed",
        "底册索引生成失败，本次操作没有保存，请稍后重试；若反复出现请联系系统管理员。",
    )
}

/// The index of all keys that arrive. One by one each would be looked for among all others before.
fn bulk_index(keys: &mpsc::Receiver<Vec<EntityKeys>>) -> MemoryIndex {
    let mut index = MemoryIndex::new();
    let mut waiting = Vec::new();
    for chunk in keys {
        waiting.extend(chunk.into_iter().map(|keys| {
            let input = LinkInput {
                strong: keys.strong.map(Key),
                weak: keys.weak.map(Key),
            };
            (input, keys.entity)
        }));
        if waiting.len() >= KEYS_AT_ONCE {
            index.extend(waiting.drain(..));
        }
    }
    index.extend(waiting);
    index
}

/// The community in whose partition an entity stands: where a person lives, else where they are
/// registered; where a household is registered; where a dwelling or place stands.
pub fn community_of<T: AsRef<str> + Clone>(
    kind: EntityKind,
    current: &Current<T>,
) -> Option<String> {
    let element = match kind {
        EntityKind::Person => {
            return current
                .text(no::HOME_COMMUNITY)
                .or_else(|| current.text(no::HUKOU_COMMUNITY))
                .map(str::to_owned);
        }
        EntityKind::Household => no::HUKOU_COMMUNITY,
        EntityKind::Dwelling | EntityKind::Place | EntityKind::Form => no::SITE_COMMUNITY,
    };
    current.text(element).map(str::to_owned)
}
