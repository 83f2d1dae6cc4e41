//! Filling an empty registry with many deliveries in a row: while some are written, the next is
//! linked against the registry in memory, which knows those before already. What entities hold is
//! written when all are in ([`storage::Unwritten`]).
//!
//! Each delivery is a transaction of its own, as ever, and they are committed in order. Should one
//! fail, those that were linked meanwhile are taken back and loaded anew. What failed only because
//! another program wrote in between is loaded once more by itself.
//!
//! Receiving a file and beginning to load it are one act here: the audit has no `delivery.start`.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use catalog::area::AreaTree;
use catalog::problem::{Problem, ProblemKind};
use catalog::source::Source;
use storage::{
    Audit, ChangeRow, DeliveryState, LeftOff, LogCopy, ObjectRef, Sealing, Store, WriteBehind,
    WriteTx,
};
use tokio::sync::{MutexGuard, oneshot};
use tokio::task::JoinHandle;

use super::absorb::{Absorber, Origin};
use super::lagging;
use super::load::{End, LOADING, Loaded, Received, absorb_all, load_with, loading, note_failure};
use super::reading::Reading;
use super::receive::{Handed, Receipt, note, receive_kept};
use super::{Registry, index_failed};
use crate::app::App;
use crate::clock;

/// How many changes are looked at in one go.
const CHANGES_AT_ONCE: u64 = 1_000;

/// Deliveries that are linked and wait to be written, besides the one that is being linked. More keep
/// more files in memory and both cores no busier.
const MOST_WRITING: usize = 2;

/// More bytes of entities than this are not kept waiting in memory, those of a district of some million
/// people. Tests come to it with a few.
const MOST_UNWRITTEN: usize = if cfg!(test) { 600 } else { 1 << 30 };

/// Chunks of 4,096 people in one write, a quarter of a million.
const ONE_WRITE: usize = 64;

/// The act under which entities are written stands in the audit and change logs.
const WRITING: &str = "registry.write";

/// Lays indexes aside that a first filling does without, unless the registry holds something
/// already. Whether it did; then a [`Filling`] and [`index_again`] must follow.
///
/// # Errors
/// When storage fails.
pub async fn lay_indexes_aside(app: &App) -> Result<bool, Problem> {
    app.store.lay_indexes_aside(audit("registry.fill")).await
}

/// Ends what a filling does otherwise: look-ups are fast again, and everything is on the disk. The next
/// start makes indexes too, should this one not come to it.
///
/// # Errors
/// When storage fails.
pub async fn index_again(app: &App) -> Result<(), Problem> {
    app.store.index_again(audit("registry.filled")).await
}

fn audit(act: &'static str) -> Audit {
    Audit::new(clock::now(), None, act, "registry", "")
}

/// The audit of writing entities, named by the first delivery of the filling.
fn writing(own: &Mutex<Own>) -> Audit {
    let first = locked(own).deliveries.first().cloned();
    Audit::new(
        clock::now(),
        None,
        WRITING,
        "registry",
        first.unwrap_or_default(),
    )
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
    /// In the order in which they will be committed.
    writing: VecDeque<Writing>,
    /// Something went otherwise than the registry in hand believes: it is read before the next file.
    astray: bool,
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
            let delivery = delivery.get().ok_or_else(not_begun)?.id;
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
            writing: VecDeque::new(),
            astray: false,
        };
        filling.begin_anew().await?;
        Ok(filling)
    }

    /// Goes on from the registry as the database holds it.
    async fn begin_anew(&mut self) -> Result<(), Problem> {
        if self.astray {
            // What was left unwritten is not in memory any more, and must not be taken for written.
            lagging::catch_up(&self.app.store).await?;
        }
        if self.app.store.entities_lag().await?.is_none() {
            let mut tx = self.app.store.write(audit("registry.fill")).await?;
            tx.let_entities_lag().await?;
            tx.commit().await?;
        }
        let registry = Registry::fresh(&mut self.held, self.app).await?;
        self.own = Arc::new(Mutex::new(Own {
            until: registry.change,
            ..Own::default()
        }));
        self.left_off = self.app.store.left_off().await?;
        self.astray = false;
        Ok(())
    }

    /// Adds a file; what came of those before it, as far as that is certain by now, and of itself
    /// where it cannot be loaded.
    pub async fn add(&mut self, file: File, progress: &(dyn Fn(u64) + Sync)) -> Outcomes {
        let digest = &file.object.digest;
        let mut writing = self.writing.iter();
        let mut outcomes = Outcomes::new();
        if writing.any(|writing| writing.file.object.digest == *digest) {
            outcomes = self.settle().await;
        }
        let known = match self.app.store.delivery_by_digest(digest).await {
            Ok(None) if self.astray => self.begin_anew().await.map(|()| None),
            known => known,
        };
        let told = match known {
            Ok(None) => {
                outcomes.extend(self.link(file, progress).await);
                return outcomes;
            }
            Ok(Some(before)) => Ok(Filled::Duplicate(before.id)),
            Err(problem) => Err(problem),
        };
        outcomes.extend(self.settle().await);
        outcomes.push(told);
        outcomes
    }

    /// Waits until everything is written; what came of it, and whether entities could be written,
    /// too. What could not is worked out by whoever opens the registry next.
    pub async fn finish(mut self) -> (Outcomes, Result<(), Problem>) {
        let outcomes = self.settle().await;
        let written = self.write_last().await;
        let deliveries = std::mem::take(&mut locked(&self.own).deliveries);
        if let Some(registry) = self.held.as_mut() {
            registry
                .pass(self.app, |change| is_own(change, &deliveries))
                .await;
        }
        (outcomes, written)
    }

    /// Makes indexes and writes what entities hold, when all deliveries are written. The database makes
    /// indexes alone; meanwhile entities are sealed.
    async fn write_last(&mut self) -> Result<(), Problem> {
        if self.astray {
            return self.work_entities_out().await;
        }
        let sealing = self.seal();
        let store = &self.app.store;
        store.let_log_grow().await?;
        store.make_late_indexes(audit("registry.index")).await?;
        self.write_or_work_out(sealing).await
    }

    /// Writes what entities hold, when all deliveries are written.
    async fn write_entities(&mut self) -> Result<(), Problem> {
        if self.astray {
            return self.work_entities_out().await;
        }
        let sealing = self.seal();
        self.write_or_work_out(sealing).await
    }

    fn seal(&mut self) -> Sealing {
        let unwritten = self.left_off.take_unwritten();
        self.app.store.seal_unwritten(unwritten)
    }

    async fn write_or_work_out(&mut self, sealing: Sealing) -> Result<(), Problem> {
        match self.write_out(sealing, true).await {
            Err(problem) if is_moved_on(&problem) => self.work_entities_out().await,
            written => written,
        }
    }

    /// Writes what entities hold because too much waits, and goes on.
    async fn make_room(&mut self) -> Result<(), Problem> {
        let sealing = self.seal();
        self.write_out(sealing, false).await
    }

    /// Writes what entities hold in some writes one after the other, and copies what one has written
    /// out of the log beside the next. The mark stands until the last, if that is the end.
    async fn write_out(&self, mut sealing: Sealing, end: bool) -> Result<(), Problem> {
        let store = &self.app.store;
        let mut copy = LogCopy::default();
        let mut more = true;
        while more {
            copy.begin(store);
            let mut tx = store.write(writing(&self.own)).await?;
            tx.hold_registry().await?;
            still_ours(store, &self.own).await?;
            more = tx.write_sealed(&mut sealing, ONE_WRITE).await?;
            if end && !more {
                tx.entities_are_written().await?;
            }
            tx.commit().await?;
        }
        copy.done().await;
        Ok(())
    }

    /// Works all entities out from their records: what is in memory is not what is written.
    async fn work_entities_out(&mut self) -> Result<(), Problem> {
        self.left_off = LeftOff::default();
        self.go_astray();
        lagging::catch_up(&self.app.store).await.map(drop)
    }

    /// Links a file while the one before it is written, and waits for that one then.
    async fn link(&mut self, file: File, progress: &(dyn Fn(u64) + Sync)) -> Outcomes {
        let File {
            mut handed,
            source,
            object,
            mut reading,
        } = file;
        // A file linked before midnight and noted after it would speak of two days.
        let as_of = handed.as_of();
        handed.as_of = Some(as_of);
        let file = Again {
            handed,
            source,
            object,
        };
        let Some(registry) = self.held.as_mut() else {
            return vec![Err(index_failed())];
        };
        let noted = Noted::default();
        let before = self.writing.back_mut();
        let opening = open(
            self.app.store.clone(),
            before.and_then(|before| before.committed.take()),
            file.clone(),
            noted.clone(),
            self.own.clone(),
        );
        let left_off = std::mem::take(&mut self.left_off);
        let write = WriteBehind::following(&self.app.store, left_off, opening);
        let origin = Origin {
            source,
            as_of,
            areas: &self.areas,
        };
        let mut absorber = Absorber::behind(write, &self.app.keys, registry, origin);
        let read = async {
            let rows = absorb_all(&mut absorber, &mut reading, progress).await?;
            Ok((rows, reading.finish().await?, absorber.doubts().await?))
        };
        let read = read.await;
        let linked = absorber.counts();
        let mut write = absorber.write;
        match read {
            Ok((rows, card, doubts)) => {
                self.left_off = write.left_off();
                let end = End {
                    card,
                    rows,
                    linked,
                    doubts,
                    learned: registry.addresses.newly_learned(),
                };
                self.writing
                    .push_back(Writing::begin(write, end, file, noted));
                self.settle_some().await
            }
            Err(problem) => {
                self.left_off = write.give_up().await;
                let mut outcomes = self.settle().await;
                // The registry in memory has seen some of this file and is read anew, which takes
                // entities as they are written.
                let told = match self.write_entities().await {
                    Ok(()) => self.failed(file, &noted, problem).await,
                    Err(worse) => Err(worse),
                };
                self.go_astray();
                outcomes.push(told);
                outcomes
            }
        }
    }

    /// What the registry in hand believes is not what is written.
    fn go_astray(&mut self) {
        *self.held = None;
        self.astray = true;
    }

    /// Waits until few enough deliveries are being written; what came of the others.
    async fn settle_some(&mut self) -> Outcomes {
        if self.left_off.unwritten().size() <= MOST_UNWRITTEN {
            return self.settle_but(MOST_WRITING).await;
        }
        let outcomes = self.settle().await;
        // Where everything went astray meanwhile, nothing is left that could be written.
        if !self.left_off.unwritten().is_empty()
            && let Err(problem) = self.make_room().await
        {
            tracing::warn!(problem.code = %problem.code, "entities could not be written in between");
            self.work_out_or_say().await;
        }
        outcomes
    }

    /// The deliveries are in, so what fails here fails none of them.
    async fn work_out_or_say(&mut self) {
        if let Err(problem) = self.work_entities_out().await {
            tracing::error!(problem.code = %problem.code, "entities lag behind their records");
        }
    }

    /// Waits for the deliveries that are being written; what came of them.
    pub async fn settle(&mut self) -> Outcomes {
        self.settle_but(0).await
    }

    /// Waits until no more than some are being written.
    async fn settle_but(&mut self, most: usize) -> Outcomes {
        let mut outcomes = Outcomes::new();
        while self.writing.len() > most
            && let Some(first) = self.writing.pop_front()
        {
            outcomes.extend(self.outcome(first).await);
        }
        outcomes
    }

    /// What came of a delivery that is written, and of those linked behind it when it failed.
    async fn outcome(&mut self, writing: Writing) -> Outcomes {
        let problem = match (closed(writing.closing).await, writing.noted.get()) {
            (Ok(loaded), Some(noted)) => {
                return vec![Ok(Filled::Loaded(noted.id, Box::new(loaded)))];
            }
            (Ok(_), None) => not_begun(),
            (Err(problem), _) => problem,
        };
        let mut behind = Vec::new();
        for waiting in std::mem::take(&mut self.writing) {
            // They waited in vain, so nothing of them is noted or written.
            drop(closed(waiting.closing).await);
            behind.push(waiting.file);
        }
        self.work_out_or_say().await;
        let mut outcomes = vec![self.failed(writing.file, &writing.noted, problem).await];
        for file in behind {
            outcomes.push(self.alone(file).await);
        }
        outcomes
    }

    /// Notes that a delivery failed. One that failed for another, before it or beside it, is loaded
    /// anew.
    async fn failed(
        &mut self,
        file: Again,
        noted: &Noted,
        problem: Problem,
    ) -> Result<Filled, Problem> {
        let moved_on = is_moved_on(&problem);
        if let Some(received) = noted.get() {
            note_failure(self.app, received, &problem).await?;
            if !moved_on {
                return Err(problem);
            }
        }
        tracing::warn!(problem.code = %problem.code, "a file is loaded once more by itself");
        self.alone(file).await
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
        before.await.map_err(|_| not_begun())?;
    }
    // Found out before it is noted, it leaves no failed delivery behind.
    still_ours(&store, &own).await?;
    let state = DeliveryState::Loading;
    let received = note(&store, file.handed, file.object, file.source, state).await?;
    let received = noted.get_or_init(|| received);
    locked(&own).deliveries.insert(received.id.to_string());
    let mut tx = store.open_load(loading(received), received.id).await?;
    still_ours(&store, &own).await?;
    tx.let_entities_lag().await?;
    Ok((tx, received.id))
}

/// Makes sure that nobody else has changed the registry since it was read, or caught up with what this
/// filling leaves unwritten.
async fn still_ours(store: &Store, own: &Mutex<Own>) -> Result<(), Problem> {
    only_own(store, own).await?;
    match store.entities_lag().await? {
        Some(_) => Ok(()),
        None => Err(storage::moved_on()),
    }
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
            return Err(storage::moved_on());
        }
        own.until = last.id;
    }
}

fn is_moved_on(problem: &Problem) -> bool {
    problem.code == storage::moved_on().code
}

fn is_own(change: &ChangeRow, deliveries: &BTreeSet<String>) -> bool {
    [LOADING, WRITING].contains(&change.act.as_str()) && deliveries.contains(&change.subject_id)
}

fn locked(own: &Mutex<Own>) -> std::sync::MutexGuard<'_, Own> {
    own.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn closed(closing: JoinHandle<Result<Loaded, Problem>>) -> Result<Loaded, Problem> {
    match closing.await {
        Ok(outcome) => outcome,
        Err(broken) => {
            tracing::error!(%broken, "a delivery was not written to its end");
            Err(not_begun())
        }
    }
}

/// The delivery before did not come to its end, or this one not to its beginning.
fn not_begun() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "load-broken-off",
        "导入中断，这一批没有写入，请重新导入；若反复出现请联系系统管理员。",
    )
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests {
    use catalog::identifier::id_number;
    use catalog::source::Sources;

    use super::super::receive::{Keeping, Way};
    use super::*;
    use crate::test_district::{Somewhere, deliver, districts};

    /// A list of two people: one of its own, and one whom all lists name, each with another phone.
    fn list(serial: u32) -> (String, String) {
        let number = |serial| id_number::with_check(&format!("37020319500101{serial:03}")).unwrap();
        let text = format!(
            "姓名,身份证号码,联系电话\n欧阳同,{},1390000{serial:04}\n司马{serial},{},\n",
            number(999),
            number(serial)
        );
        (format!("名单{serial}.csv"), text)
    }

    async fn file(app: &App, serial: u32) -> File {
        let (file_name, text) = list(serial);
        let source = Sources::shipped().by_code("shequ-zoufang").unwrap();
        let bytes = Arc::new(text.into_bytes());
        File {
            object: Keeping::begin(app, bytes.clone()).done().await.unwrap(),
            reading: Reading::begin(app, bytes.clone(), file_name.clone(), source),
            handed: Handed {
                file_name,
                bytes,
                as_of: None,
                via: Way::Command,
                part: true,
                account: None,
            },
            source,
        }
    }

    fn loaded(outcomes: Outcomes) -> Vec<i64> {
        outcomes
            .into_iter()
            .map(|outcome| match outcome.unwrap() {
                Filled::Loaded(id, _) => id,
                Filled::Duplicate(before) => panic!("nothing came twice, and not as {before}"),
            })
            .collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_another_program_writes_in_between_costs_no_file_and_no_order() {
        let singly = districts("filling_singly").await;
        let beside = districts("filling_beside").await;
        for (one, many) in singly.iter().zip(&beside) {
            for serial in 1..=6 {
                let (name, text) = list(serial);
                deliver(&one.app, &name, text).await;
            }
            let Somewhere { app, place, .. } = many;
            let other = App::open(place).await.unwrap();
            let elsewhere = async |serial| {
                let (name, text) = list(serial);
                deliver(&other, &name, text).await
            };

            let mut filling = Filling::begin(app).await.unwrap();
            let mut ids = vec![elsewhere(1).await];
            for serial in [2, 3] {
                let outcomes = filling.add(file(app, serial).await, &|_| ()).await;
                ids.extend(loaded(outcomes));
            }
            ids.extend(loaded(filling.settle().await));
            ids.push(elsewhere(4).await);
            for serial in [5, 6] {
                let outcomes = filling.add(file(app, serial).await, &|_| ()).await;
                ids.extend(loaded(outcomes));
            }
            let (outcomes, written) = filling.finish().await;
            ids.extend(loaded(outcomes));
            written.unwrap();

            assert_eq!(ids.len(), 6);
            assert!(ids.is_sorted(), "{ids:?}");
            assert_eq!(app.store.counts().await.unwrap().people, 7);
            assert_eq!(
                one.app.store.digest().await.unwrap(),
                app.store.digest().await.unwrap()
            );
            // What comes next finds everybody, too.
            let (_, text) = list(3);
            deliver(app, "再来一次.csv", format!("{text}\n")).await;
            assert_eq!(app.store.counts().await.unwrap().people, 7);
        }
    }
}
