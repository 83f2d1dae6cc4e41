//! Entities (实体): people, dwellings, households and places with their winning values.

mod codec;

use std::sync::Arc;

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use rustc_hash::FxHashMap;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::KeyRing;
use crate::bulk::{Bulk, Made, in_parallel, insert_made, select_by_keys};
use crate::change_log::UNPLACED;
use crate::failure::{broken, problem};
use crate::family::roots_of;
use crate::sequence::{self, ENTITY};
use crate::stripe::{Joined, joined};
use crate::{Store, WriteTx};

/// An entity as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityRow {
    /// Stable id, never reused; unique over all kinds.
    pub id: i64,
    /// What it is.
    pub kind: EntityKind,
    /// The community it is listed in; `None` when unplaced.
    pub community: Option<String>,
    /// Its winning values.
    pub current: Current,
}

/// What an entity holds, in the compact form in which it is sealed: cheap to keep by the hundred
/// thousand and to hand on.
#[derive(Debug, Clone)]
pub struct Held {
    /// What it is.
    pub kind: EntityKind,
    /// The community it is listed in; `None` when unplaced.
    pub community: Option<String>,
    values: Arc<[u8]>,
}

impl Held {
    /// Packs the values of an entity.
    #[must_use]
    pub fn new<T: AsRef<str>>(
        kind: EntityKind,
        community: Option<String>,
        current: &Current<T>,
    ) -> Self {
        Self {
            kind,
            community,
            values: codec::encode(current).into(),
        }
    }

    /// The values.
    ///
    /// # Errors
    /// When the stored bytes are broken.
    pub fn current(&self) -> Result<Current, Problem> {
        codec::decode(&self.values)
    }

    /// Like [`Held::current`], with texts that lie where they were packed.
    ///
    /// # Errors
    /// When the stored bytes are broken.
    pub fn current_lent(&self) -> Result<Current<&str>, Problem> {
        codec::decode(&self.values)
    }

    /// The entity of that id, unpacked.
    ///
    /// # Errors
    /// When the stored bytes are broken.
    pub fn row(&self, id: i64) -> Result<EntityRow, Problem> {
        Ok(EntityRow {
            id,
            kind: self.kind,
            community: self.community.clone(),
            current: self.current()?,
        })
    }

    /// Bytes of the packed values.
    pub(crate) fn size(&self) -> usize {
        self.values.len()
    }
}

/// How much the registry holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Active people.
    pub people: u64,
    /// Active dwellings.
    pub dwellings: u64,
    /// Active households.
    pub households: u64,
    /// Active places.
    pub places: u64,
    /// Source records.
    pub records: u64,
    /// Links, one a record.
    pub links: u64,
}

/// States of an entity in the table.
pub(crate) const ACTIVE: i16 = 1;
pub(crate) const RETIRED: i16 = 2;
/// Taken for another entity, through which its records speak while that holds.
pub(crate) const MERGED: i16 = 3;

/// Number of a kind in the tables.
pub(crate) const fn kind_no(kind: EntityKind) -> i16 {
    match kind {
        EntityKind::Person => 1,
        EntityKind::Dwelling => 2,
        EntityKind::Household => 3,
        EntityKind::Place => 4,
        EntityKind::Form => 5,
    }
}

pub(crate) fn kind_of(no: i16) -> Result<EntityKind, Problem> {
    match no {
        1 => Ok(EntityKind::Person),
        2 => Ok(EntityKind::Dwelling),
        3 => Ok(EntityKind::Household),
        4 => Ok(EntityKind::Place),
        5 => Ok(EntityKind::Form),
        _ => Err(broken("实体类别")),
    }
}

const COLUMNS: [&str; 6] = [
    "id",
    "kind",
    "community",
    "state",
    "created_delivery",
    "current",
];

/// Entities without a row. What need not look for one takes SQLite a third less.
static NEW_ENTITIES: Bulk<6> = Bulk {
    table: "entity",
    columns: COLUMNS,
    then: "",
};

static ENTITIES: Bulk<6> = Bulk {
    table: "entity",
    columns: COLUMNS,
    then: "ON CONFLICT (\"id\") DO UPDATE SET \"community\" = excluded.\"community\", \
           \"state\" = excluded.\"state\", \"current\" = excluded.\"current\"",
};

impl Store {
    /// Active entities of a kind: of one community, of [`UNPLACED`], or of all (`None`; prefer
    /// [`Store::each_entity`] for that). In order of id.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn entities_of(
        &self,
        kind: EntityKind,
        community: Option<&str>,
    ) -> Result<Vec<(i64, Current)>, Problem> {
        let mut select = columns();
        select
            .and_where(Expr::col("state").eq(ACTIVE))
            .and_where(Expr::col("kind").eq(kind_no(kind)))
            .order_by("id", Order::Asc);
        match community {
            None => {}
            Some(UNPLACED) => {
                select.and_where(Expr::col("community").is_null());
            }
            Some(community) => {
                select.and_where(Expr::col("community").eq(community));
            }
        }
        let rows = self.reader().query_all(&select).await.map_err(problem)?;
        let rows = open_rows(self.ring(), rows).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.current)).collect())
    }

    /// Hands every active entity (of one kind, or of all) to `each`, in order of id, some
    /// thousands a call. Reading and opening run ahead on all cores.
    ///
    /// The chunks are read one after the other, so a write in between may show in later chunks
    /// only: take [`Store::latest_change`] before and follow the change log from there.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn each_entity(
        &self,
        kind: Option<EntityKind>,
        each: impl FnMut(Vec<EntityRow>) + Send,
    ) -> Result<(), Problem> {
        self.each_stripe(kind, decode, each).await
    }

    /// The active entity that an id stands for: the one of that id, or the one it was merged
    /// into, under its own id.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn entity(&self, id: i64) -> Result<Option<EntityRow>, Problem> {
        Ok(self.entities(&[id]).await?.pop())
    }

    /// The active entities that ids stand for, each once, in order of id; ids without one are
    /// left out.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn entities(&self, ids: &[i64]) -> Result<Vec<EntityRow>, Problem> {
        let roots: Vec<i64> = self.roots(ids).await?.into_values().collect();
        let mut all = ids.to_vec();
        all.extend(roots);
        by_ids(self.reader(), self.ring(), &all).await
    }

    /// What the entities that ids stand for hold now, by the ids asked for.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn currents(&self, ids: &[i64]) -> Result<FxHashMap<i64, Current>, Problem> {
        let roots = self.roots(ids).await?;
        let mut all = ids.to_vec();
        all.extend(roots.values());
        let rows = by_ids(self.reader(), self.ring(), &all).await?;
        let mut currents: FxHashMap<i64, Current> =
            rows.into_iter().map(|row| (row.id, row.current)).collect();
        for (gone, root) in roots {
            if let Some(current) = currents.get(&root).cloned() {
                currents.insert(gone, current);
            }
        }
        Ok(currents)
    }

    /// The merged entities among some ids, with their roots.
    async fn roots(&self, ids: &[i64]) -> Result<FxHashMap<i64, i64>, Problem> {
        let rows = select_by_keys(self.reader(), ids, |ids| {
            let mut select = Query::select();
            select
                .column("id")
                .from("entity")
                .and_where(Expr::col("id").is_in(ids))
                .and_where(Expr::col("state").eq(MERGED));
            select
        });
        let merged: Result<Vec<i64>, DbErr> = rows
            .await?
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect();
        roots_of(self.reader(), &merged.map_err(problem)?).await
    }

    /// How much the registry holds.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn counts(&self) -> Result<Counts, Problem> {
        let mut select = Query::select();
        select
            .column("kind")
            .expr(Func::count(Expr::col("id")))
            .from("entity")
            .and_where(Expr::col("state").eq(ACTIVE))
            .group_by_col("kind");
        let mut counts = Counts {
            records: self.count_rows("record").await?,
            links: self.count_rows("link").await?,
            ..Counts::default()
        };
        for row in self.reader().query_all(&select).await.map_err(problem)? {
            let kind = kind_of(row.try_get_by_index(0).map_err(problem)?)?;
            let count: i64 = row.try_get_by_index(1).map_err(problem)?;
            let place = match kind {
                EntityKind::Person => &mut counts.people,
                EntityKind::Dwelling => &mut counts.dwellings,
                EntityKind::Household => &mut counts.households,
                EntityKind::Place => &mut counts.places,
                EntityKind::Form => continue,
            };
            *place = count.unsigned_abs();
        }
        Ok(counts)
    }

    async fn count_rows(&self, table: &'static str) -> Result<u64, Problem> {
        let mut select = Query::select();
        select.expr(Func::count(Expr::cust("*"))).from(table);
        self.count(&select).await
    }

    /// The one number that a query counts.
    pub(crate) async fn count(&self, select: &SelectStatement) -> Result<u64, Problem> {
        let row = self.reader().query_one(select).await.map_err(problem)?;
        let count: i64 = row
            .ok_or_else(|| broken("计数"))?
            .try_get_by_index(0)
            .map_err(problem)?;
        Ok(count.unsigned_abs())
    }
}

impl WriteTx {
    /// Takes `count` entity ids and returns the first; the others follow it. An id is never given
    /// to another entity, not even after the delivery that made it was undone.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reserve_entities(&mut self, count: usize) -> Result<i64, Problem> {
        self.hold_registry().await?;
        let count = i64::try_from(count).expect("ids are counted in 64 bit");
        let first = sequence::reserve(self.connection(), ENTITY, count).await?;
        self.fresh.push(first..first + count);
        Ok(first)
    }

    /// Active entities by id as this write sees them, in order of id; merged ones are left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn entities(&mut self, ids: &[i64]) -> Result<Vec<EntityRow>, Problem> {
        self.hold_registry().await?;
        by_ids(self.connection(), &self.ring, ids).await
    }

    /// What active entities hold as this write sees them, by id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn currents(&mut self, ids: &[i64]) -> Result<FxHashMap<i64, Current>, Problem> {
        let rows = self.entities(ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.current)).collect())
    }

    /// Keeps entities as given, new or known. Both the community an entity leaves and the one it
    /// comes to appear in the change log at commit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn upsert_entities(
        &mut self,
        delivery: i64,
        entities: Vec<EntityRow>,
    ) -> Result<(), Problem> {
        let entities = entities
            .into_iter()
            .map(|entity| (entity, ACTIVE))
            .collect();
        self.put_entities(delivery, entities).await
    }

    /// Keeps entities with their state.
    pub(crate) async fn put_entities(
        &mut self,
        delivery: i64,
        entities: Vec<(EntityRow, i16)>,
    ) -> Result<(), Problem> {
        self.hold_registry().await?;
        let entities = last_of_each(entities);
        self.touch_communities(&entities).await?;
        let ring = self.ring.clone();
        insert_made(
            self.connection(),
            &ENTITIES,
            entities,
            move |(entity, state)| {
                let values = codec::encode(&entity.current);
                let place = (entity.kind, entity.community);
                entity_values(&ring, delivery, entity.id, place, state, &values)
            },
        )
        .await
    }

    /// Keeps active entities in their packed form, each once. Whoever calls it tells the change
    /// log of the communities.
    pub(crate) async fn keep_held(
        &mut self,
        delivery: i64,
        entities: Vec<(i64, Held)>,
    ) -> Result<(), Problem> {
        let make = held_values(&self.ring, delivery);
        insert_made(self.connection(), &ENTITIES, entities, make).await
    }

    /// The same for entities that have no row yet.
    pub(crate) async fn keep_new(
        &mut self,
        delivery: i64,
        entities: Vec<(i64, Held)>,
    ) -> Result<(), Problem> {
        let make = held_values(&self.ring, delivery);
        insert_made(self.connection(), &NEW_ENTITIES, entities, make).await
    }

    async fn touch_communities(&mut self, entities: &[(EntityRow, i16)]) -> Result<(), Problem> {
        let fresh = |id: i64| self.fresh.iter().any(|range| range.contains(&id));
        let known: Vec<i64> = entities
            .iter()
            .map(|(entity, _)| entity.id)
            .filter(|id| !fresh(*id))
            .collect();
        let rows = select_by_keys(self.connection(), &known, |ids| {
            let mut select = Query::select();
            select
                .distinct()
                .column("community")
                .from("entity")
                .and_where(Expr::col("id").is_in(ids))
                .and_where(Expr::col("state").eq(ACTIVE));
            select
        })
        .await?;
        for row in rows {
            self.touch(row.try_get_by_index(0).map_err(problem)?);
        }
        for (entity, state) in entities {
            if *state == ACTIVE {
                self.touch(entity.community.clone());
            }
        }
        Ok(())
    }
}

/// One row an entity: PostgreSQL refuses to upsert the same row twice in one statement.
fn last_of_each(entities: Vec<(EntityRow, i16)>) -> Vec<(EntityRow, i16)> {
    let last: FxHashMap<i64, usize> = entities
        .iter()
        .enumerate()
        .map(|(at, (entity, _))| (entity.id, at))
        .collect();
    if last.len() == entities.len() {
        return entities;
    }
    let kept = |at: usize, id: i64| last.get(&id) == Some(&at);
    entities
        .into_iter()
        .enumerate()
        .filter(|(at, (entity, _))| kept(*at, entity.id))
        .map(|(_, entity)| entity)
        .collect()
}

/// People on their way to the database, sealed on all cores ahead of the writes that take them.
#[derive(Debug)]
pub(crate) struct SealedAhead {
    /// Those who may have a row.
    known: Option<Made>,
    new: Made,
}

/// Chunks of people who are sealed and wait, a quarter of a million, and as many of those who may have a row.
/// They are sealed while the database makes indexes, the others beside the writes, which take longer.
const SEALED_AHEAD: usize = 64;

impl SealedAhead {
    /// Begins to seal active entities that no delivery made alone.
    pub(crate) fn begin(
        ring: &KeyRing,
        known: Vec<(i64, Held)>,
        new: impl Iterator<Item = (i64, Held)> + Send + 'static,
    ) -> Self {
        Self {
            known: Some(Made::of(known, held_values(ring, 0), SEALED_AHEAD)),
            new: Made::of(new, held_values(ring, 0), SEALED_AHEAD),
        }
    }

    /// Writes those who may have a row, and so many chunks of the others. Whether there may be more; not
    /// to be asked again after there are none.
    pub(crate) async fn write_some(
        &mut self,
        connection: &impl ConnectionTrait,
        chunks: usize,
    ) -> Result<bool, Problem> {
        if let Some(mut known) = self.known.take() {
            known.insert_some(connection, &ENTITIES, usize::MAX).await?;
        }
        let new = &mut self.new;
        new.insert_some(connection, &NEW_ENTITIES, chunks).await
    }
}

fn held_values(
    ring: &KeyRing,
    delivery: i64,
) -> impl Fn((i64, Held)) -> [Value; 6] + Send + Sync + 'static {
    let ring = ring.clone();
    move |(id, held)| {
        let place = (held.kind, held.community);
        entity_values(&ring, delivery, id, place, ACTIVE, &held.values)
    }
}

fn entity_values(
    ring: &KeyRing,
    delivery: i64,
    id: i64,
    (kind, community): (EntityKind, Option<String>),
    state: i16,
    values: &[u8],
) -> [Value; 6] {
    let current = ring.seal_at(&place(id), values);
    [
        id.into(),
        kind_no(kind).into(),
        community.into(),
        state.into(),
        delivery.into(),
        current.into(),
    ]
}

/// Where an entity's values belong; sealed to it.
fn place(id: i64) -> [u8; 9] {
    let mut place = *b"e........";
    place[1..].copy_from_slice(&id.to_be_bytes());
    place
}

/// The columns that [`read_row`] reads.
fn columns() -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(["id", "kind", "community", "current"])
        .from("entity");
    select
}

/// What active entities hold, in no order; an id asked for twice comes twice.
pub(crate) async fn held_by_ids(
    connection: &impl ConnectionTrait,
    ring: &KeyRing,
    ids: &[i64],
) -> Result<Vec<(i64, Held)>, Problem> {
    let rows = select_by_keys(connection, ids, |ids| {
        let mut select = joined();
        select.and_where(Expr::col("id").is_in(ids));
        select
    });
    let ring = ring.clone();
    let held = in_parallel(rows.await?, move |row| {
        let Some(joined) = Joined::read(&row).map_err(problem)? else {
            return Ok(Vec::new());
        };
        let rows = joined.split().ok_or_else(|| broken("实体"))?;
        rows.iter().map(|row| open_held(&ring, row)).collect()
    });
    Ok(held.await?.into_iter().flatten().collect::<Vec<_>>())
}

fn open_held(ring: &KeyRing, row: &SealedRow<'_>) -> Result<(i64, Held), Problem> {
    let row = open_row(ring, row)?;
    let held = Held {
        kind: kind_of(row.kind)?,
        community: row.community,
        values: row.plain.into(),
    };
    Ok((row.id, held))
}

async fn by_ids(
    connection: &impl ConnectionTrait,
    ring: &KeyRing,
    ids: &[i64],
) -> Result<Vec<EntityRow>, Problem> {
    let rows = select_by_keys(connection, ids, |ids| {
        let mut select = columns();
        select
            .and_where(Expr::col("id").is_in(ids))
            .and_where(Expr::col("state").eq(ACTIVE));
        select
    })
    .await?;
    let mut entities = open_rows(ring, rows).await?;
    entities.sort_unstable_by_key(|entity| entity.id);
    entities.dedup_by_key(|entity| entity.id);
    Ok(entities)
}

/// Few rows are opened where they are; many go to all cores.
async fn open_rows(ring: &KeyRing, rows: Vec<QueryResult>) -> Result<Vec<EntityRow>, Problem> {
    if rows.len() < 64 {
        return rows.iter().map(|row| read_row(ring, row)).collect();
    }
    let ring = ring.clone();
    in_parallel(rows, move |row| read_row(&ring, &row)).await
}

/// An entity as it lies in the table.
pub(crate) struct SealedRow<'a> {
    pub(crate) id: i64,
    pub(crate) kind: i16,
    pub(crate) community: Option<&'a str>,
    pub(crate) sealed: &'a [u8],
}

/// An entity whose values are opened but not yet decoded.
pub(crate) struct PlainRow {
    pub(crate) id: i64,
    pub(crate) kind: i16,
    pub(crate) community: Option<String>,
    pub(crate) plain: Vec<u8>,
}

/// Opens an entity.
pub(crate) fn open_row(ring: &KeyRing, row: &SealedRow<'_>) -> Result<PlainRow, Problem> {
    Ok(PlainRow {
        id: row.id,
        kind: row.kind,
        community: row.community.map(str::to_owned),
        plain: ring.open_at(&place(row.id), row.sealed)?,
    })
}

fn decode(row: PlainRow) -> Result<EntityRow, Problem> {
    Ok(EntityRow {
        id: row.id,
        kind: kind_of(row.kind)?,
        community: row.community,
        current: codec::decode(&row.plain)?,
    })
}

/// Opens and decodes a row of [`columns`].
fn read_row(ring: &KeyRing, row: &QueryResult) -> Result<EntityRow, Problem> {
    let read = || -> Result<_, DbErr> {
        let community: Option<String> = row.try_get_by_index(2)?;
        let sealed: Vec<u8> = row.try_get_by_index(3)?;
        Ok((
            row.try_get_by_index(0)?,
            row.try_get_by_index(1)?,
            community,
            sealed,
        ))
    };
    let (id, kind, community, sealed) = read().map_err(problem)?;
    let row = SealedRow {
        id,
        kind,
        community: community.as_deref(),
        sealed: &sealed,
    };
    decode(open_row(ring, &row)?)
}
