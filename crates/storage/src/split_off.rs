//! Splitting off (划出): saying that some records of an entity are somebody else's. The machine's
//! own links stay noted beside the person's, so that what the machine links later does not depend
//! on it and taking it back restores everything.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use rustc_hash::FxHashMap;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
};

use crate::KeyRing;
use crate::bulk::select_by_keys;
use crate::entity::RETIRED;
use crate::failure::{broken, missing, problem};
use crate::family::{families_of, roots_of};
use crate::moved::note_given_back;
use crate::record::{RecordView, records_of_entities, view};
use crate::table::{pin, split_off};
use crate::verdict::PairAnswer;
use crate::{EntityRow, Store, Timestamp, WriteTx};

/// A split-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitOff {
    /// Stable id.
    pub id: i64,
    /// The entity that the records were taken from.
    pub origin: i64,
    /// The entity founded for them.
    pub founded: i64,
    /// Who split.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
    /// Why.
    pub reason: Option<String>,
    /// Who took it back.
    pub undone_by: Option<i64>,
    /// When it was taken back; `None` while it holds.
    pub undone_at: Option<Timestamp>,
}

/// A split-off to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSplitOff {
    /// The entity that the records belong to; its root is taken.
    pub origin: i64,
    /// The records that are somebody else's.
    pub records: Vec<i64>,
    /// Keyed digests, by record, of what makes rows like it known again; for all records of the
    /// entity that have such. Whatever has the print of a chosen record goes with it, now and in
    /// later deliveries.
    pub prints: FxHashMap<i64, i64>,
    /// Why.
    pub reason: Option<String>,
}

/// What the split-offs that hold say about rows to come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// A row that the machine links to this entity and that has this print belongs to that
    /// entity.
    pub rows: FxHashMap<(i64, i64), i64>,
    /// Entities founded by a split-off, each with the one it was taken from.
    pub founded: FxHashMap<i64, i64>,
}

impl Store {
    /// What the split-offs that hold say about rows to come.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn pins(&self) -> Result<Pins, Problem> {
        let held = split_off::Entity::find()
            .filter(split_off::Column::UndoneAt.is_null())
            .all(self.reader())
            .await
            .map_err(problem)?;
        let founded_by: FxHashMap<i64, i64> =
            held.iter().map(|row| (row.id, row.founded)).collect();
        let pins = pin::Entity::find()
            .order_by_asc(pin::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(Pins {
            rows: pins
                .into_iter()
                .filter_map(|row| {
                    let founded = founded_by.get(&row.split_off_id)?;
                    Some(((row.entity_id, row.print), *founded))
                })
                .collect(),
            founded: held
                .into_iter()
                .map(|row| (row.founded, row.origin))
                .collect(),
        })
    }

    /// Every split-off, held or undone, that has one of the entities as either end; oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn split_offs_of(&self, entities: &[i64]) -> Result<Vec<SplitOff>, Problem> {
        let either = Condition::any()
            .add(split_off::Column::Origin.is_in(entities.iter().copied()))
            .add(split_off::Column::Founded.is_in(entities.iter().copied()));
        let rows = split_off::Entity::find()
            .filter(either)
            .order_by_asc(split_off::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(|row| open(self.ring(), row)).collect()
    }

    /// A split-off.
    ///
    /// # Errors
    /// `split-off-missing` when there is none of this id.
    pub async fn split_off(&self, id: i64) -> Result<SplitOff, Problem> {
        let row = split_off::Entity::find_by_id(id).one(self.reader()).await;
        open(
            self.ring(),
            row.map_err(problem)?.ok_or_else(missing_split)?,
        )
    }
}

impl WriteTx {
    /// Takes records out of an entity and founds a new one for them, with an id that nothing had
    /// before. Whoever does so says with it that the two are different.
    ///
    /// # Errors
    /// `record-elsewhere` when a record does not belong to the entity; `record-moved-already` when
    /// a person has moved it before; `split-takes-all` when none would stay; `split-empty` when
    /// none is named.
    pub async fn split_off(
        &mut self,
        new: NewSplitOff,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<SplitOff, Problem> {
        self.hold_registry().await?;
        let origin = roots_of(self.connection(), &[new.origin]).await?[&new.origin];
        let held = self.records_of_root(origin).await?;
        let moved = chosen(&held, &new)?;
        let (kind, delivery) = (self.kind_of_entity(origin).await?, moved[0].delivery_id);
        let founded = self.reserve_entities(1).await?;
        let blank = EntityRow {
            id: founded,
            kind,
            community: None,
            current: Current::default(),
        };
        self.put_entities(delivery, vec![(blank, RETIRED)]).await?;
        let made = self.insert_split_off(origin, founded, new.reason).await?;
        let pins = pins_of(made.id, &moved, &new.prints);
        if !pins.is_empty() {
            pin::Entity::insert_many(pins)
                .exec_without_returning(self.connection())
                .await
                .map_err(problem)?;
        }
        let ids: Vec<i64> = moved.iter().map(|record| record.id).collect();
        self.move_links(&ids, founded).await?;
        self.give_verdict(
            origin,
            founded,
            PairAnswer::Different,
            made.reason.as_deref(),
        )
        .await?;
        self.resolve_again(&[origin, founded], community_of).await?;
        Ok(made)
    }

    async fn records_of_root(&self, root: i64) -> Result<Vec<RecordView>, Problem> {
        let families = families_of(self.connection(), &[root]).await?;
        let rows = select_by_keys(self.connection(), &families[&root], records_of_entities);
        rows.await?
            .iter()
            .map(|row| view(&self.ring, row))
            .collect()
    }

    async fn kind_of_entity(&self, id: i64) -> Result<EntityKind, Problem> {
        let kinds = self.kinds(&[id]).await?;
        let found = kinds.first().map(|(_, kind)| *kind);
        found.ok_or_else(|| missing("entity-missing", "人"))
    }

    async fn insert_split_off(
        &mut self,
        origin: i64,
        founded: i64,
        reason: Option<String>,
    ) -> Result<SplitOff, Problem> {
        let (made_by, made_at) = (self.account_id(), self.at());
        let sealed = reason
            .as_ref()
            .map(|reason| self.ring.seal_at(&place(founded), reason.as_bytes()));
        let row = split_off::ActiveModel {
            id: NotSet,
            origin: Set(origin),
            founded: Set(founded),
            made_by: Set(made_by),
            made_at: Set(made_at),
            reason: Set(sealed),
            undone_by: Set(None),
            undone_at: Set(None),
        };
        let inserted = split_off::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        Ok(SplitOff {
            id: inserted.last_insert_id,
            origin,
            founded,
            made_by,
            made_at,
            reason,
            undone_by: None,
            undone_at: None,
        })
    }

    /// Links records to another entity by a person's word and notes where the machine had them.
    /// Since when they are known does not change.
    async fn move_links(&self, records: &[i64], to: i64) -> Result<(), Problem> {
        for some in records.chunks(500) {
            let mut update = Query::update();
            update
                .table("link")
                .value("machine_entity", Expr::col("entity_id"))
                .value("entity_id", to)
                .value("decided_by", self.account_id())
                .and_where(Expr::col("record_id").is_in(some.iter().copied()));
            self.connection().execute(&update).await.map_err(problem)?;
        }
        Ok(())
    }

    /// Takes a split-off back: every record that it or its pins moved returns to where the
    /// machine had it.
    ///
    /// # Errors
    /// `split-off-missing`; `split-off-undone` when it no longer holds.
    pub async fn rejoin(
        &mut self,
        id: i64,
        remark: Option<&str>,
        community_of: impl Fn(EntityKind, &Current) -> Option<String> + Clone + Send + Sync + 'static,
    ) -> Result<SplitOff, Problem> {
        self.hold_registry().await?;
        let row = split_off::Entity::find_by_id(id)
            .one(self.connection())
            .await;
        let row = row.map_err(problem)?.ok_or_else(missing_split)?;
        if row.undone_at.is_some() {
            return Err(Problem::conflict(
                "split-off-undone",
                "这次划出已经撤销过了，请刷新页面查看现在的情况。",
            ));
        }
        let (by, at) = (self.account_id(), self.at());
        split_off::Entity::update_many()
            .col_expr(split_off::Column::UndoneBy, Expr::value(by))
            .col_expr(split_off::Column::UndoneAt, Expr::value(at))
            .filter(split_off::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        let mut touched = self.return_links(row.id, row.founded).await?;
        touched.extend([row.origin, row.founded]);
        self.give_verdict(row.origin, row.founded, PairAnswer::Same, remark)
            .await?;
        self.resolve_again(&touched, community_of).await?;
        open(&self.ring, row).map(|made| SplitOff {
            undone_by: by,
            undone_at: Some(at),
            ..made
        })
    }

    /// Links every record that a person's word brought to an entity as the machine had it, notes
    /// which they were, and returns the entities that get records back.
    async fn return_links(&self, split: i64, founded: i64) -> Result<Vec<i64>, Problem> {
        let moved = Expr::col("entity_id")
            .eq(founded)
            .and(Expr::col("machine_entity").is_not_null());
        let mut select = Query::select();
        select
            .columns(["machine_entity", "record_id"])
            .from("link")
            .and_where(moved.clone());
        let rows = self
            .connection()
            .query_all(&select)
            .await
            .map_err(problem)?;
        let pairs: Result<Vec<(i64, i64)>, DbErr> = rows
            .iter()
            .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
            .collect();
        let (mut back, records): (Vec<i64>, Vec<i64>) = pairs.map_err(problem)?.into_iter().unzip();
        note_given_back(self.connection(), split, &records).await?;
        let mut update = Query::update();
        update
            .table("link")
            .value("entity_id", Expr::col("machine_entity"))
            .value("machine_entity", Option::<i64>::None)
            .value("decided_by", Option::<i64>::None)
            .and_where(moved);
        self.connection().execute(&update).await.map_err(problem)?;
        back.sort_unstable();
        back.dedup();
        Ok(back)
    }
}

/// The chosen ones of the records an entity holds, with all that cannot be told from them.
fn chosen<'a>(held: &'a [RecordView], new: &NewSplitOff) -> Result<Vec<&'a RecordView>, Problem> {
    let named: Vec<&RecordView> = held
        .iter()
        .filter(|record| new.records.contains(&record.id))
        .collect();
    if new.records.is_empty() {
        return Err(Problem::bad_input(
            "split-empty",
            "没有选中任何来源记录，请先勾选不属于此人的记录。",
        ));
    }
    if named.len() < new.records.len() {
        return Err(Problem::conflict(
            "record-elsewhere",
            "选中的记录已经不在此人名下，请刷新页面后重新选择。",
        ));
    }
    if named.iter().any(|record| record.machine_entity.is_some()) {
        return Err(Problem::conflict(
            "record-moved-already",
            "选中的记录以前被人工划出过，请先撤销那次划出再重新处理。",
        ));
    }
    let print = |record: &RecordView| Some((record.entity, *new.prints.get(&record.id)?));
    let prints: Vec<(i64, i64)> = named.iter().filter_map(|record| print(record)).collect();
    let alike = |record: &RecordView| {
        record.machine_entity.is_none() && print(record).is_some_and(|own| prints.contains(&own))
    };
    let chosen: Vec<&RecordView> = held
        .iter()
        .filter(|record| new.records.contains(&record.id) || alike(record))
        .collect();
    if chosen.len() == held.len() {
        return Err(Problem::bad_input(
            "split-takes-all",
            "此人的记录会全部被划出（姓名、号码、出生日期都一样的记录会一并划出），请至少留下一条不同的记录。",
        ));
    }
    Ok(chosen)
}

/// One pin for each print of each entity that records were taken from.
fn pins_of(
    split: i64,
    moved: &[&RecordView],
    prints: &FxHashMap<i64, i64>,
) -> Vec<pin::ActiveModel> {
    let mut pins: Vec<(i64, i64)> = moved
        .iter()
        .filter_map(|record| Some((record.entity, *prints.get(&record.id)?)))
        .collect();
    pins.sort_unstable();
    pins.dedup();
    pins.into_iter()
        .map(|(entity, print)| pin::ActiveModel {
            id: NotSet,
            split_off_id: Set(split),
            entity_id: Set(entity),
            print: Set(print),
        })
        .collect()
}

fn missing_split() -> Problem {
    missing("split-off-missing", "划出")
}

/// Where a reason belongs: to the founded entity.
fn place(founded: i64) -> [u8; 9] {
    let mut place = *b"o........";
    place[1..].copy_from_slice(&founded.to_be_bytes());
    place
}

fn open(ring: &KeyRing, row: split_off::Model) -> Result<SplitOff, Problem> {
    let reason = row
        .reason
        .map(|sealed| ring.open_at(&place(row.founded), &sealed))
        .transpose()?
        .map(String::from_utf8)
        .transpose()
        .map_err(|_| broken("划出"))?;
    Ok(SplitOff {
        id: row.id,
        origin: row.origin,
        founded: row.founded,
        made_by: row.made_by,
        made_at: row.made_at,
        reason,
        undone_by: row.undone_by,
        undone_at: row.undone_at,
    })
}
