//! Writing behind: a load hands rows over and goes on linking while the rows before them are
//! written, by a task of its own and in the same transaction.
//!
//! What the load changed so far it remembers itself, so it may ask for an entity that is still on
//! its way to the database. That takes about half a kilobyte an entity of the delivery.
//!
//! In a first filling a load begins while those before it are being written, and people are written
//! when the filling ends: [`WriteBehind::following`] and [`Unwritten`].

use std::collections::BTreeSet;
use std::ops::Range;

use catalog::problem::{Problem, ProblemKind};
use rustc_hash::FxHashMap;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::bulk::worker_died;
use crate::entity::{Held, held_by_ids};
use crate::sequence::{self, ENTITY, RECORD};
use crate::{Mention, NewIssue, NewRecord, Store, Unwritten, WriteTx, unwritten};

/// Batches that may wait for the database; keeps memory flat.
const WAITING: usize = 4;

/// A write whose rows are written behind the one who makes them.
///
/// Dropped without [`WriteBehind::finish`], nothing of the write remains.
#[derive(Debug)]
pub struct WriteBehind {
    store: Store,
    /// The write had changed entities before, so that only itself can tell what they hold.
    sees_more: bool,
    queue: mpsc::Sender<Work>,
    /// Writes what is handed over; none once it was found to have ended.
    writer: Option<JoinHandle<Result<WriteTx, Problem>>>,
    records: Range<i64>,
    entities: Range<i64>,
    changed: FxHashMap<i64, Held>,
    /// People are written later, and this is what the loads before this one left; none when they are
    /// written with their records.
    unwritten: Option<Unwritten>,
    touched: BTreeSet<Option<String>>,
}

/// Where a load left off that the next one follows.
#[derive(Debug)]
pub struct LeftOff {
    next_record: i64,
    next_entity: i64,
    unwritten: Unwritten,
}

/// Nowhere: a load that follows it is told that the registry has moved on.
impl Default for LeftOff {
    fn default() -> Self {
        Self {
            next_record: i64::MAX,
            next_entity: i64::MAX,
            unwritten: Unwritten::default(),
        }
    }
}

/// Rows that belong together.
#[derive(Debug, Default)]
pub struct Batch {
    /// Records with their links.
    pub records: Vec<NewRecord>,
    /// Whom these records name.
    pub mentions: Vec<Mention>,
    /// What entities hold from now on, each once.
    pub entities: Vec<(i64, Held)>,
    /// The communities in which those of them that are known were until now.
    pub left: BTreeSet<Option<String>>,
}

enum Work {
    /// Rows, and entities that have no row yet.
    Batch(Batch, Vec<(i64, Held)>),
    Issues(Vec<NewIssue>),
    /// What entities hold, as the write sees it once everything before is written.
    Look(Vec<i64>, oneshot::Sender<Result<Vec<(i64, Held)>, Problem>>),
}

impl WriteTx {
    /// Goes on writing behind the caller, for a delivery.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn behind(mut self, store: &Store, delivery: i64) -> Result<WriteBehind, Problem> {
        self.hold_registry().await?;
        let record = sequence::reserve(self.connection(), RECORD, 0).await?;
        let entity = sequence::reserve(self.connection(), ENTITY, 0).await?;
        let sees_more = self.touched().next().is_some();
        let (queue, work) = mpsc::channel(WAITING);
        let writer = tokio::spawn(self.write(delivery, work));
        Ok(WriteBehind {
            sees_more,
            ..WriteBehind::new(store, queue, writer, record, entity)
        })
    }

    async fn write(
        mut self,
        delivery: i64,
        mut work: mpsc::Receiver<Work>,
    ) -> Result<Self, Problem> {
        while let Some(work) = work.recv().await {
            match work {
                Work::Batch(batch, new) => {
                    self.insert_records(delivery, batch.records).await?;
                    self.insert_mentions(batch.mentions).await?;
                    self.keep_new(delivery, new).await?;
                    self.keep_held(delivery, batch.entities).await?;
                }
                Work::Issues(issues) => self.insert_issues(delivery, issues).await?,
                Work::Look(ids, answer) => {
                    let found = held_by_ids(self.connection(), &self.ring, &ids).await;
                    // Nobody waits for the answer any more when the load was given up.
                    answer.send(found).ok();
                }
            }
        }
        Ok(self)
    }
}

impl Store {
    /// Where loading is now, when nothing is being written.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn left_off(&self) -> Result<LeftOff, Problem> {
        let next_entity = sequence::next(self.reader(), ENTITY).await?;
        Ok(LeftOff {
            next_record: sequence::next(self.reader(), RECORD).await?,
            next_entity,
            unwritten: Unwritten::since(next_entity),
        })
    }
}

impl LeftOff {
    /// What entities hold that is not written yet.
    #[must_use]
    pub fn unwritten(&self) -> &Unwritten {
        &self.unwritten
    }

    /// What is to be written now; what comes after this is unwritten anew.
    pub fn take_unwritten(&mut self) -> Unwritten {
        std::mem::replace(&mut self.unwritten, Unwritten::since(self.next_entity))
    }
}

impl WriteBehind {
    /// Begins a load while the ones before it are still being written: `opening` waits for those
    /// to be committed, opens the write of this one, which holds the registry, and says of which
    /// delivery it is. What is handed over until then waits.
    ///
    /// Records are written, people are not: they are left unwritten for whoever follows.
    ///
    /// Whoever calls it must keep every other write of this process from the registry. One of another
    /// process in between makes the load fail, with `registry-moved-on` where it took ids.
    pub fn following(
        store: &Store,
        left_off: LeftOff,
        opening: impl Future<Output = Result<(WriteTx, i64), Problem>> + Send + 'static,
    ) -> Self {
        let (queue, work) = mpsc::channel(WAITING);
        let (record, entity) = (left_off.next_record, left_off.next_entity);
        let writer = tokio::spawn(async move {
            let (tx, delivery) = opening.await?;
            let as_left = sequence::next(tx.connection(), RECORD).await? == record
                && sequence::next(tx.connection(), ENTITY).await? == entity;
            if !as_left {
                return Err(moved_on());
            }
            tx.write(delivery, work).await
        });
        Self {
            unwritten: Some(left_off.unwritten),
            ..Self::new(store, queue, writer, record, entity)
        }
    }

    fn new(
        store: &Store,
        queue: mpsc::Sender<Work>,
        writer: JoinHandle<Result<WriteTx, Problem>>,
        next_record: i64,
        next_entity: i64,
    ) -> Self {
        Self {
            store: store.clone(),
            sees_more: false,
            queue,
            writer: Some(writer),
            records: next_record..next_record,
            entities: next_entity..next_entity,
            changed: FxHashMap::default(),
            unwritten: None,
            touched: BTreeSet::new(),
        }
    }

    /// Where this load leaves off; it hands nothing over any more.
    pub fn left_off(&mut self) -> LeftOff {
        // Without any, this load writes people itself.
        let none = || Unwritten::since(self.entities.end);
        let mut unwritten = self.unwritten.take().unwrap_or_else(none);
        unwritten.take(std::mem::take(&mut self.changed), &self.touched);
        LeftOff {
            next_record: self.records.end,
            next_entity: self.entities.end,
            unwritten,
        }
    }

    /// Takes `count` record ids and returns the first; the others follow it.
    pub fn reserve_records(&mut self, count: usize) -> i64 {
        reserve(&mut self.records, count)
    }

    /// Takes `count` entity ids and returns the first; the others follow it. An id is never given
    /// to another entity, not even after the delivery that made it was undone.
    pub fn reserve_entities(&mut self, count: usize) -> i64 {
        reserve(&mut self.entities, count)
    }

    /// What active entities hold as this write leaves them, by id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn held(&mut self, ids: &[i64]) -> Result<FxHashMap<i64, Held>, Problem> {
        let mut found = FxHashMap::default();
        let mut asked = Vec::new();
        for id in ids {
            let before = || self.unwritten.as_ref()?.get(*id);
            match self.changed.get(id).or_else(before) {
                Some(held) => drop(found.insert(*id, held.clone())),
                None if !self.entities.contains(id) => asked.push(*id),
                None => {}
            }
        }
        found.extend(self.look(asked).await?);
        Ok(found)
    }

    async fn look(&mut self, ids: Vec<i64>) -> Result<Vec<(i64, Held)>, Problem> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if !self.sees_more {
            // Nobody else changes entities while this write holds the registry; what itself and the
            // load that it follows have changed was found above, so a reader beside it sees the same.
            // While it does not hold the registry yet, a change of somebody else makes it fail when
            // it is opened.
            return held_by_ids(self.store.reader(), self.store.ring(), &ids).await;
        }
        let (answer, found) = oneshot::channel();
        self.hand_over(Work::Look(ids, answer)).await?;
        match found.await {
            Ok(found) => found,
            Err(_) => Err(self.why_ended().await),
        }
    }

    /// Hands rows over, and waits only while too many are waiting before them. The communities
    /// that the entities leave and those they come to appear in the change log at commit.
    ///
    /// # Errors
    /// When the database refused something handed over before.
    pub async fn put(&mut self, mut batch: Batch) -> Result<(), Problem> {
        self.touched.append(&mut batch.left);
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for (id, held) in batch.entities {
            if !self.touched.contains(&held.community) {
                self.touched.insert(held.community.clone());
            }
            let before = self.changed.insert(id, held.clone());
            if self.unwritten.is_some() && unwritten::waits(&held) {
                continue;
            }
            if before.is_none() && self.entities.contains(&id) {
                new.push((id, held));
            } else {
                known.push((id, held));
            }
        }
        batch.entities = known;
        self.hand_over(Work::Batch(batch, new)).await
    }

    /// Appends issues to those of the delivery.
    ///
    /// # Errors
    /// When the database refused something handed over before.
    pub async fn put_issues(&mut self, issues: Vec<NewIssue>) -> Result<(), Problem> {
        self.hand_over(Work::Issues(issues)).await
    }

    async fn hand_over(&mut self, work: Work) -> Result<(), Problem> {
        match self.queue.send(work).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.why_ended().await),
        }
    }

    /// Waits until everything is written and gives the write back.
    ///
    /// # Errors
    /// When the database refused something.
    pub async fn finish(self) -> Result<WriteTx, Problem> {
        drop(self.queue);
        let Some(writer) = self.writer else {
            return Err(ended_early());
        };
        let mut tx = writer.await.map_err(|err| worker_died(&err))??;
        let count = |range: &Range<i64>| range.end - range.start;
        sequence::reserve(tx.connection(), RECORD, count(&self.records)).await?;
        sequence::reserve(tx.connection(), ENTITY, count(&self.entities)).await?;
        tx.fresh.push(self.entities);
        for community in self.touched {
            tx.touch(community);
        }
        Ok(tx)
    }

    /// Gives the load up and waits until its write is taken back; where the one before it left off.
    pub async fn give_up(self) -> LeftOff {
        drop(self.queue);
        if let Some(writer) = self.writer
            && let Ok(Ok(tx)) = writer.await
            && let Err(problem) = tx.rollback().await
        {
            // The database takes it back by itself when the connection is lost.
            tracing::warn!(problem.code = %problem.code, "a load was not taken back in order");
        }
        LeftOff {
            next_record: self.records.start,
            next_entity: self.entities.start,
            unwritten: self.unwritten.unwrap_or_default(),
        }
    }

    /// Why the writing task takes nothing more.
    async fn why_ended(&mut self) -> Problem {
        let Some(writer) = self.writer.take() else {
            return ended_early();
        };
        match writer.await {
            Ok(Err(problem)) => problem,
            Err(err) => worker_died(&err),
            // It ends without a problem only when the queue is closed.
            Ok(Ok(_)) => ended_early(),
        }
    }
}

fn ended_early() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "storage-failed",
        "数据写入意外中断，本次操作没有保存，请重试。",
    )
}

/// Another program changed the registry while a load went on that believed it had it to itself; nothing
/// of that load is kept, and done anew it may succeed.
#[must_use]
pub fn moved_on() -> Problem {
    Problem::conflict(
        "registry-moved-on",
        "导入期间底册被另一个程序改动，这一批没有写入，请重新导入。",
    )
}

fn reserve(taken: &mut Range<i64>, count: usize) -> i64 {
    let first = taken.end;
    taken.end += i64::try_from(count).expect("ids are counted in 64 bit");
    first
}
