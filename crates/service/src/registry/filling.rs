//! Filling an empty registry with many deliveries in a row: while one is written, the next is
//! linked against the registry in memory, which knows the one before already.
//!
//! Each delivery is a transaction of its own, as ever, and they are committed in order. Should one
//! fail, the one that was linked meanwhile is taken back and loaded anew.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use catalog::area::AreaTree;
use catalog::problem::Problem;
use catalog::source::Source;
use storage::{Audit, ChangeRow, DeliveryState, LeftOff, ObjectRef, Store, WriteBehind, WriteTx};
use tokio::sync::{MutexGuard, oneshot};
use tokio::task::JoinHandle;

use super::absorb::{Absorber, Origin};
use super::load::{End, LOADING, Loaded, Received, absorb_all, load_with, loading, note_failure};
use super::reading::Reading;
use super::receive::{Handed, Receipt, note, receive_kept};
use super::{Registry, index_failed};
use crate::app::App;
use crate::clock;

/// How many changes are looked at in one go.
const CHANGES_AT_ONCE: u64 = 1_000;

/// Lays indexes aside that a first filling does without, unless the registry holds something
/// already. Whether it did; then [`index_again`] must follow.
///
/// # Errors
/// When storage fails.
pub async fn lay_indexes_aside(app: &App) -> Result<bool, Problem> {
    app.store.lay_indexes_aside(audit("registry.fill")).await
}

/// Makes look-ups fast again. The next start does so too, should this one not come to it.
///
/// # Errors
/// When storage fails.
pub async fn index_again(app: &App) -> Result<(), Problem> {
    app.store.index_again(audit("registry.filled")).await
}

fn audit(act: &'static str) -> Audit {
    Audit::new(clock::now(), None, act, "registry", "")
}

/// A kept file that is being read.
pub struct File {
    /// The file.
    pub handed: Handed,
    /// Its source, which has no contract: nothing is compared here.
    pub source: &'static Source,
    /// Where it is kept.
    pub object: ObjectRef,
    /// Its rows.
    pub reading: Reading,
}

/// What came of a file.
pub enum Filled {
    /// It is in the registry as this delivery.
    Loaded(i64, Box<Loaded>),
    /// It already was, as that delivery.
    Duplicate(i64),
}

/// Outcomes of files in the order in which they were added.
pub type Outcomes = Vec<Result<Filled, Problem>>;

/// Deliveries on their way into the registry. Nobody else of this process reaches it meanwhile.
pub struct Filling<'a> {
    app: &'a App,
    held: MutexGuard<'a, Option<Registry>>,
    areas: Arc<AreaTree>,
    left_off: LeftOff,
    own: Arc<Mutex<Own>>,
    writing: Option<Writing>,
}

/// The changes of the registry that are of this filling.
#[derive(Default)]
struct Own {
    /// Up to this change all are known to be.
    until: i64,
    deliveries: BTreeSet<String>,
}

/// What it takes to load a file anew.
#[derive(Clone)]
struct Again {
    handed: Handed,
    source: &'static Source,
    object: ObjectRef,
}

/// A delivery, as soon as it is noted.
type Noted = Arc<OnceLock<Received>>;

/// A delivery that is linked and being written.
struct Writing {
    file: Again,
    noted: Noted,
    closing: JoinHandle<Result<Loaded, Problem>>,
    /// Says so when it is; taken by the delivery that waits for it.
    committed: Option<oneshot::Receiver<()>>,
}

impl Writing {
    /// Writes what is left of a delivery, beside whatever else is done.
    fn begin(write: WriteBehind, end: End, file: Again, noted: Noted) -> Self {
        let (done, committed) = oneshot::channel();
        let delivery = noted.clone();
        let closing = tokio::spawn(async move {
            let tx = write.finish().await?;
            let delivery = delivery.get().ok_or_else(broken_off)?.id;
            let loaded = end.close(tx, delivery).await?;
            // Nobody waits for the last one.
            done.send(()).ok();
            Ok(loaded)
        });
        Self {
            file,
            noted,
            closing,
            committed: Some(committed),
        }
    }
}

impl<'a> Filling<'a> {
    /// Begins to fill.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn begin(app: &'a App) -> Result<Self, Problem> {
        let mut filling = Self {
            app,
            held: Registry::in_hand(app).await?,
            areas: app.areas(),
            left_off: LeftOff::default(),
            own: Arc::default(),
            writing: None,
        };
        filling.begin_anew().await?;
        Ok(filling)
    }

    /// Goes on from the registry as the database holds it.
    async fn begin_anew(&mut self) -> Result<(), Problem> {
        let registry = Registry::fresh(&mut self.held, self.app).await?;
        self.own = Arc::new(Mutex::new(Own {
            until: registry.change,
            ..Own::default()
        }));
        self.left_off = self.app.store.left_off().await?;
        Ok(())
    }

    /// Adds a file; what came of those before it, as far as that is certain by now.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub async fn add(
        &mut self,
        file: File,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Outcomes, Problem> {
        let digest = &file.object.digest;
        let writing = self.writing.as_ref();
        let mut outcomes = Outcomes::new();
        if writing.is_some_and(|writing| writing.file.object.digest == *digest) {
            outcomes = self.settle().await?;
        }
        match self.app.store.delivery_by_digest(digest).await? {
            None => outcomes.extend(self.link(file, progress).await?),
            Some(before) => {
                outcomes.extend(self.settle().await?);
                outcomes.push(Ok(Filled::Duplicate(before.id)));
            }
        }
        Ok(outcomes)
    }

    /// Waits until everything is written; what came of it.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub async fn finish(mut self) -> Result<Outcomes, Problem> {
        let outcomes = self.settle().await?;
        let deliveries = std::mem::take(&mut locked(&self.own).deliveries);
        if let Some(registry) = self.held.as_mut() {
            registry
                .pass(self.app, |change| is_own(change, &deliveries))
                .await;
        }
        Ok(outcomes)
    }

    /// Links a file while the one before it is written, and waits for that one then.
    async fn link(
        &mut self,
        file: File,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Outcomes, Problem> {
        let File {
            handed,
            source,
            object,
            mut reading,
        } = file;
        let origin = Origin {
            source,
            as_of: handed.as_of(),
            areas: &self.areas,
        };
        let file = Again {
            handed,
            source,
            object,
        };
        let noted = Noted::default();
        let before = self.writing.as_mut();
        let opening = open(
            self.app.store.clone(),
            before.and_then(|before| before.committed.take()),
            file.clone(),
            noted.clone(),
            self.own.clone(),
        );
        let write = WriteBehind::following(&self.app.store, self.left_off.clone(), opening);
        let registry = self.held.as_mut().ok_or_else(index_failed)?;
        let mut absorber = Absorber::behind(write, &self.app.keys, registry, origin);
        let read = match absorb_all(&mut absorber, &mut reading, progress).await {
            Ok(rows) => reading.finish().await.map(|card| (rows, card)),
            Err(problem) => Err(problem),
        };
        let linked = absorber.counts();
        let (mut write, doubts) = absorber.end();
        match read {
            Ok((rows, card)) => {
                self.left_off = write.left_off();
                let end = End {
                    card,
                    rows,
                    linked,
                    doubts,
                    learned: registry.addresses.newly_learned(),
                };
                let writing = Writing::begin(write, end, file, noted);
                match self.writing.replace(writing) {
                    Some(before) => self.outcome(before).await,
                    None => Ok(Outcomes::new()),
                }
            }
            Err(problem) => {
                write.give_up().await;
                let mut outcomes = self.settle().await?;
                outcomes.push(self.failed(file, &noted, problem).await);
                self.begin_anew().await?;
                Ok(outcomes)
            }
        }
    }

    /// Waits for the delivery that is being written; what came of it.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub async fn settle(&mut self) -> Result<Outcomes, Problem> {
        match self.writing.take() {
            Some(writing) => self.outcome(writing).await,
            None => Ok(Outcomes::new()),
        }
    }

    /// What came of a delivery that is written, and of the one linked behind it when it failed.
    async fn outcome(&mut self, writing: Writing) -> Result<Outcomes, Problem> {
        let problem = match (closed(writing.closing).await, writing.noted.get()) {
            (Ok(loaded), Some(noted)) => {
                return Ok(vec![Ok(Filled::Loaded(noted.id, Box::new(loaded)))]);
            }
            (Ok(_), None) => broken_off(),
            (Err(problem), _) => problem,
        };
        let mut outcomes = vec![self.failed(writing.file, &writing.noted, problem).await];
        if let Some(behind) = self.writing.take() {
            // It waited in vain, so nothing of it is noted or written.
            drop(closed(behind.closing).await);
            outcomes.push(self.alone(behind.file).await);
        }
        self.begin_anew().await?;
        Ok(outcomes)
    }

    /// Notes that a delivery failed. One that is not even noted may have failed for the one before
    /// it, and is loaded anew.
    async fn failed(
        &mut self,
        file: Again,
        noted: &Noted,
        problem: Problem,
    ) -> Result<Filled, Problem> {
        let Some(received) = noted.get() else {
            return self.alone(file).await;
        };
        note_failure(self.app, received, &problem).await?;
        Err(problem)
    }

    /// Loads a file with nothing beside it.
    async fn alone(&mut self, file: Again) -> Result<Filled, Problem> {
        let received = match receive_kept(self.app, file.handed, file.object, file.source).await? {
            Receipt::Duplicate(before) => return Ok(Filled::Duplicate(before)),
            Receipt::New(received) => received,
        };
        let reading = Reading::of(self.app, &received);
        match load_with(self.app, &received, reading, &mut self.held, &|_| ()).await {
            Ok(loaded) => Ok(Filled::Loaded(received.id, Box::new(loaded))),
            Err(problem) => {
                note_failure(self.app, &received, &problem).await?;
                Err(problem)
            }
        }
    }
}

/// Opens the write of a delivery once the one before it is committed.
async fn open(
    store: Store,
    before: Option<oneshot::Receiver<()>>,
    file: Again,
    noted: Noted,
    own: Arc<Mutex<Own>>,
) -> Result<(WriteTx, i64), Problem> {
    if let Some(before) = before {
        before.await.map_err(|_| broken_off())?;
    }
    let state = DeliveryState::Loading;
    let received = note(&store, file.handed, file.object, file.source, state).await?;
    let received = noted.get_or_init(|| received);
    locked(&own).deliveries.insert(received.id.to_string());
    let tx = store.open_load(loading(received), received.id).await?;
    only_own(&store, &own).await?;
    Ok((tx, received.id))
}

/// Makes sure that nobody else has changed the registry since it was read.
async fn only_own(store: &Store, own: &Mutex<Own>) -> Result<(), Problem> {
    loop {
        let until = locked(own).until;
        let changes = store.changes_since(until, CHANGES_AT_ONCE).await?;
        let Some(last) = changes.last() else {
            return Ok(());
        };
        let mut own = locked(own);
        let foreign = |change: &ChangeRow| {
            change.subject_kind == storage::REGISTRY && !is_own(change, &own.deliveries)
        };
        if changes.iter().any(foreign) {
            return Err(broken_off());
        }
        own.until = last.id;
    }
}

fn is_own(change: &ChangeRow, deliveries: &BTreeSet<String>) -> bool {
    change.act == LOADING && deliveries.contains(&change.subject_id)
}

fn locked(own: &Mutex<Own>) -> std::sync::MutexGuard<'_, Own> {
    own.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn closed(closing: JoinHandle<Result<Loaded, Problem>>) -> Result<Loaded, Problem> {
    closing.await.map_err(|_| broken_off())?
}

fn broken_off() -> Problem {
    Problem::conflict(
        "registry-moved-on",
        "导入期间底册另有改动，或前一批没有写成，这一批没有写入，请重新导入。",
    )
}
