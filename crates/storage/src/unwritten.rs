//! What a first filling has linked but not written yet.
//!
//! Most people stand in several deliveries of a first filling. Their entity is written once, when the
//! filling ends, and not after each delivery: sealing it, and finding its row again, is most of what
//! a record costs. Records and links are written with their delivery as ever, and so are dwellings,
//! households and places, most of which come but once.
//!
//! An entity is a function of records, links and live merges and of nothing else, so nothing can be
//! lost: a mark stands in the registry while entities lag behind their records, and whoever opens a
//! registry with that mark works them out. A filling that is killed leaves no more than that behind.

use std::collections::{BTreeMap, BTreeSet};

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use rustc_hash::FxHashMap;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::entity::{Held, RETIRED, SealedAhead};
use crate::failure::problem;
use crate::sequence::{self, ENTITY};
use crate::{Audit, Store, Timestamp, WriteTx};

/// The setting that says that entities lag behind their records.
const LAGGING: &str = "entities-lag";

/// Entities worked out in one go.
const AT_ONCE: i64 = 20_000;

/// Entities that lie side by side.
const SIDE_BY_SIDE: usize = 1 << 14;

/// What entities hold, by id, since the filling began: people, who are not written yet, and the others,
/// whose delivery may still be on its way to the database.
///
/// Ids are handed out one after the other, so nearly every place is taken; a hash map of millions
/// would be copied whenever it grows, and asked at a random place for each record.
#[derive(Debug)]
pub struct Unwritten {
    stretches: BTreeMap<i64, Vec<Option<Held>>>,
    bytes: usize,
    /// Entities of smaller ids may have a row.
    rows_below: i64,
    /// The communities in which those that wait stand, and those that they left.
    touched: BTreeSet<Option<String>>,
}

/// Nothing that waits, and nothing known of the rows that there are.
impl Default for Unwritten {
    fn default() -> Self {
        Self::since(i64::MAX)
    }
}

/// Whether an entity is written when the filling ends.
pub(crate) fn waits(held: &Held) -> bool {
    held.kind == EntityKind::Person
}

/// The stretch of an id, and its place there.
fn place(id: i64) -> (i64, usize) {
    let side_by_side = SIDE_BY_SIDE as i64;
    let at = usize::try_from(id.rem_euclid(side_by_side)).expect("smaller than a stretch");
    (id.div_euclid(side_by_side), at)
}

impl Unwritten {
    /// Nothing that waits; no entity from that id on has a row.
    pub(crate) fn since(rows_below: i64) -> Self {
        Self {
            stretches: BTreeMap::new(),
            bytes: 0,
            rows_below,
            touched: BTreeSet::new(),
        }
    }

    /// What an entity holds.
    pub(crate) fn get(&self, id: i64) -> Option<&Held> {
        let (stretch, at) = place(id);
        self.stretches.get(&stretch)?[at].as_ref()
    }

    /// Takes what a delivery leaves entities holding, and the communities that it touched.
    pub(crate) fn take(
        &mut self,
        changed: FxHashMap<i64, Held>,
        touched: &BTreeSet<Option<String>>,
    ) {
        self.touched.extend(touched.iter().cloned());
        for (id, held) in changed {
            let (stretch, at) = place(id);
            let empty = || std::iter::repeat_with(|| None).take(SIDE_BY_SIDE).collect();
            let stretch = self.stretches.entry(stretch).or_insert_with(empty);
            self.bytes += held.size();
            if let Some(before) = stretch[at].replace(held) {
                self.bytes -= before.size();
            }
        }
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// Takes out what is to be written and may have a row, in order of id.
    fn take_known(&mut self) -> Vec<(i64, Held)> {
        let below = self.rows_below;
        let mut known = Vec::new();
        for (stretch, held) in &mut self.stretches {
            let ids = stretch * SIDE_BY_SIDE as i64..below;
            for (id, held) in ids.zip(held) {
                known.extend(held.take().filter(waits).map(|held| (id, held)));
            }
        }
        known
    }

    /// What is to be written, in order of id.
    fn in_order(self) -> impl Iterator<Item = (i64, Held)> {
        self.stretches.into_iter().flat_map(|(stretch, held)| {
            let first = stretch * SIDE_BY_SIDE as i64;
            (first..)
                .zip(held)
                .filter_map(|(id, held)| Some((id, held.filter(waits)?)))
        })
    }

    /// Bytes of what waits, packed.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes
    }
}

/// What was left unwritten, on its way to the database.
#[derive(Debug)]
pub struct Sealing {
    sealed: SealedAhead,
    touched: BTreeSet<Option<String>>,
}

impl Store {
    /// Begins to seal what was left unwritten, on all cores and beside whatever comes next, some hundred
    /// thousand entities ahead of [`WriteTx::write_sealed`].
    #[must_use]
    pub fn seal_unwritten(&self, mut unwritten: Unwritten) -> Sealing {
        let touched = std::mem::take(&mut unwritten.touched);
        let known = unwritten.take_known();
        Sealing {
            sealed: SealedAhead::begin(self.ring(), known, unwritten.in_order()),
            touched,
        }
    }

    /// Since when entities lag behind their records: when the last delivery of a filling began to be
    /// written that is at work or was cut short. `None` when they do not.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn entities_lag(&self) -> Result<Option<Timestamp>, Problem> {
        // A setting cannot be taken away, only emptied.
        let mark = self.setting(LAGGING).await?;
        Ok(mark.and_then(|mark| mark.parse().ok()))
    }

    /// Works out every entity from its records, where a filling left them behind. Whether it had to.
    ///
    /// `community_of` says in which community an entity is listed, as at loading.
    ///
    /// # Errors
    /// When the database refuses; then all is as before.
    pub async fn catch_up_entities(
        &self,
        audit: Audit,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<bool, Problem> {
        if self.entities_lag().await?.is_none() {
            return Ok(false);
        }
        // By entity, links are found through an index that a filling may have laid aside.
        self.index_again(audit.clone()).await?;
        let mut tx = self.write(audit).await?;
        tx.hold_registry().await?;
        // Somebody else may have caught up while this one waited for the registry.
        if self.entities_lag().await?.is_none() {
            tx.rollback().await?;
            return Ok(false);
        }
        let end = sequence::next(tx.connection(), ENTITY).await?;
        for start in (0..end).step_by(usize::try_from(AT_ONCE).expect("a small number")) {
            let ids = tx.make_rows(start..start + AT_ONCE).await?;
            tx.resolve_again(&ids, community_of.clone()).await?;
        }
        tx.entities_are_written().await?;
        tx.commit().await?;
        Ok(true)
    }
}

impl WriteTx {
    /// Marks that from now on entities may lag behind their records, and when that was.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn let_entities_lag(&mut self) -> Result<(), Problem> {
        self.hold_registry().await?;
        let at = self.at();
        self.set_setting(LAGGING, &at.to_string()).await
    }

    /// Writes the next of what was left unwritten, so many chunks of 4,096. Whether there may be more; a write of
    /// its own takes that. With the last, every community in which one of them stands or stood appears in
    /// the change log at commit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn write_sealed(
        &mut self,
        sealing: &mut Sealing,
        chunks: usize,
    ) -> Result<bool, Problem> {
        self.hold_registry().await?;
        let sealed = &mut sealing.sealed;
        let more = sealed.write_some(self.connection(), chunks).await?;
        if !more {
            for community in std::mem::take(&mut sealing.touched) {
                self.touch(community);
            }
        }
        Ok(more)
    }

    /// Takes the mark away: every entity says what its records say.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn entities_are_written(&mut self) -> Result<(), Problem> {
        self.set_setting(LAGGING, "").await
    }

    /// Gives every entity of a range that has records its row, if only an empty one as yet; their ids.
    async fn make_rows(&mut self, range: std::ops::Range<i64>) -> Result<Vec<i64>, Problem> {
        let of_range = Expr::col(("link", "entity_id"))
            .gte(range.start)
            .and(Expr::col(("link", "entity_id")).lt(range.end));
        let mut known = Query::select();
        known
            .column("id")
            .from("entity")
            .and_where(Expr::col("id").gte(range.start))
            .and_where(Expr::col("id").lt(range.end));
        let mut missing = Query::select();
        missing
            .distinct()
            .column(("link", "entity_id"))
            .column(("record", "kind"))
            .expr(Expr::val(RETIRED))
            .expr(Expr::val(0_i64))
            .expr(Expr::val(Vec::<u8>::new()))
            .from("link")
            .inner_join(
                "record",
                Expr::col(("record", "id")).equals(("link", "record_id")),
            )
            .and_where(of_range.clone())
            .and_where(Expr::col(("link", "entity_id")).not_in_subquery(known));
        let mut make = Query::insert();
        make.into_table("entity")
            .columns(["id", "kind", "state", "created_delivery", "current"])
            .select_from(missing)
            .map_err(|_| crate::failure::broken("实体"))?;
        self.connection().execute(&make).await.map_err(problem)?;
        let mut ids = Query::select();
        ids.distinct()
            .column("entity_id")
            .from("link")
            .and_where(of_range)
            .order_by("entity_id", sea_orm::sea_query::Order::Asc);
        let rows = self.connection().query_all(&ids).await.map_err(problem)?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map_err(problem))
            .collect()
    }
}
