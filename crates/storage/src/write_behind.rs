//! Writing behind: a load hands rows over and goes on linking while the rows before them are
//! written, by a task of its own and in the same transaction.
//!
//! What the load changed so far it remembers itself, so it may ask for an entity that is still on
//! its way to the database. That takes about half a kilobyte an entity of the delivery.

use std::collections::BTreeSet;
use std::ops::Range;

use catalog::problem::{Problem, ProblemKind};
use rustc_hash::FxHashMap;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::bulk::worker_died;
use crate::entity::{Held, held_by_ids};
use crate::sequence::{self, ENTITY, RECORD};
use crate::{Mention, NewIssue, NewRecord, Store, WriteTx};

/// Batches that may wait for the database; keeps memory flat.
const WAITING: usize = 2;

/// A write whose rows are written behind the one who makes them.
///
/// Dropped without [`WriteBehind::finish`], nothing of the write remains.
#[derive(Debug)]
pub struct WriteBehind {
    store: Store,
    /// The write had changed entities before, so that only itself can tell what they hold.
    sees_more: bool,
    queue: mpsc::Sender<Work>,
    writer: JoinHandle<Result<WriteTx, Problem>>,
    records: Range<i64>,
    entities: Range<i64>,
    changed: FxHashMap<i64, Held>,
    touched: BTreeSet<Option<String>>,
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
    Batch(Batch),
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
        Ok(WriteBehind {
            store: store.clone(),
            sees_more,
            queue,
            writer: tokio::spawn(self.write(delivery, work)),
            records: record..record,
            entities: entity..entity,
            changed: FxHashMap::default(),
            touched: BTreeSet::new(),
        })
    }

    async fn write(
        mut self,
        delivery: i64,
        mut work: mpsc::Receiver<Work>,
    ) -> Result<Self, Problem> {
        while let Some(work) = work.recv().await {
            match work {
                Work::Batch(batch) => {
                    self.insert_records(delivery, batch.records).await?;
                    self.insert_mentions(batch.mentions).await?;
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

impl WriteBehind {
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
            match self.changed.get(id) {
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
            // Nobody else changes entities while this write holds the registry, and what itself
            // has changed was found above, so a reader beside it sees the same.
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
        for (id, held) in &batch.entities {
            if !self.touched.contains(&held.community) {
                self.touched.insert(held.community.clone());
            }
            self.changed.insert(*id, held.clone());
        }
        self.hand_over(Work::Batch(batch)).await
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
        let mut tx = self.writer.await.map_err(|err| worker_died(&err))??;
        let count = |range: &Range<i64>| range.end - range.start;
        sequence::reserve(tx.connection(), RECORD, count(&self.records)).await?;
        sequence::reserve(tx.connection(), ENTITY, count(&self.entities)).await?;
        tx.fresh.push(self.entities);
        for community in self.touched {
            tx.touch(community);
        }
        Ok(tx)
    }

    /// Why the writing task takes nothing more.
    async fn why_ended(&mut self) -> Problem {
        match (&mut self.writer).await {
            Ok(Err(problem)) => problem,
            Err(err) => worker_died(&err),
            // It ends without a problem only when the queue is closed.
            Ok(Ok(_)) => Problem::new(
                ProblemKind::Internal,
                "storage-failed",
                "数据写入意外中断，本次操作没有保存，请重试。",
            ),
        }
    }
}

fn reserve(taken: &mut Range<i64>, count: usize) -> i64 {
    let first = taken.end;
    taken.end += i64::try_from(count).expect("ids are counted in 64 bit");
    first
}
