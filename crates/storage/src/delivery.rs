//! Deliveries (批次): one handed-over file each, immutable, loaded once, undone as a whole.

use catalog::problem::Problem;
use catalog::source::SourceNo;
use catalog::survivorship::EpochDay;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::{broken, is_duplicate, missing, problem};
use crate::table::delivery;
use crate::{Audit, Paging, Store, Timestamp, WriteTx};

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryState {
    /// The file is kept; loading has not begun.
    Received,
    /// Being loaded; nothing of it is in the registry yet.
    Loading,
    /// In the registry.
    Loaded,
    /// Refused or interrupted; nothing of it is in the registry.
    Failed,
    /// Was in the registry and was taken out again.
    Undone,
    /// Departs from its source's contract and waits for a decision; nothing of it is in the
    /// registry.
    Quarantined,
    /// Sent back by the data centre; nothing of it is in the registry.
    Rejected,
    /// Taken down by whoever handed it over; nothing of it is in the registry.
    Withdrawn,
}

impl DeliveryState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Loading => "loading",
            Self::Loaded => "loaded",
            Self::Failed => "failed",
            Self::Undone => "undone",
            Self::Quarantined => "quarantined",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::Received,
            Self::Loading,
            Self::Loaded,
            Self::Failed,
            Self::Undone,
            Self::Quarantined,
            Self::Rejected,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|state| state.as_str() == name)
    }
}

/// A delivery as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// Where it comes from.
    pub source: SourceNo,
    /// Name of the file as handed over.
    pub file_name: String,
    /// Digest of its bytes in hexadecimal; one delivery a digest, unless failed or undone.
    pub digest: String,
    /// Its bytes.
    pub size: i64,
    /// The day it speaks of.
    pub as_of: EpochDay,
    /// Key of the file in the object store; empty for deliveries without a file (corrections).
    pub object: String,
    /// [`DeliveryState::Received`] for a file, [`DeliveryState::Loading`] for one that is loaded with
    /// [`Store::open_load`] at once, [`DeliveryState::Loaded`] for the delivery that carries the corrections of a submission and is filled in the same write.
    pub state: DeliveryState,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Stable id.
    pub id: i64,
    /// Where it comes from.
    pub source: SourceNo,
    /// Name of the file as handed over.
    pub file_name: String,
    /// Digest of its bytes.
    pub digest: String,
    /// Its bytes.
    pub size: i64,
    /// Where it stands.
    pub state: DeliveryState,
    /// The day it speaks of.
    pub as_of: EpochDay,
    /// When it came.
    pub received_at: Timestamp,
    /// Who handed it over.
    pub received_by: Option<i64>,
    /// When it was loaded, failed or undone.
    pub finished_at: Option<Timestamp>,
    /// Rows read.
    pub rows_read: i32,
    /// Rows that became records.
    pub rows_loaded: i32,
    /// Rows given back.
    pub rows_refused: i32,
    /// How far the load is, in permille.
    pub progress: i32,
    /// The report card.
    pub card: Option<Value>,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// Key of the file in the object store.
    pub object: String,
    /// The way it came in: `page`, `command`, `push`, `watch`, `pull`; empty for deliveries from
    /// before ways were noted.
    pub via: String,
    /// It completes an earlier one (补交).
    pub part: bool,
}

/// Which deliveries are wanted; empty takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// Only of these sources.
    pub sources: Option<Vec<SourceNo>>,
    /// Only in this state.
    pub state: Option<DeliveryState>,
    /// Only handed over by this account.
    pub received_by: Option<i64>,
}

/// What came of a load.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoadResult {
    /// Rows read.
    pub rows_read: i32,
    /// Rows that became records.
    pub rows_loaded: i32,
    /// Rows given back.
    pub rows_refused: i32,
    /// The report card; `Value::Null` for none.
    pub card: Value,
}

impl Store {
    /// A delivery.
    ///
    /// # Errors
    /// `delivery-missing` when there is none of this id.
    pub async fn delivery(&self, id: i64) -> Result<Delivery, Problem> {
        let row = delivery::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        let row = row.ok_or_else(|| missing("delivery-missing", "批次"))?;
        self.with_progress(row)
    }

    /// One page of deliveries, the newest first, with the number of all matching ones.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn deliveries(
        &self,
        filter: &DeliveryFilter,
        paging: Paging,
    ) -> Result<(u64, Vec<Delivery>), Problem> {
        let mut only = Condition::all();
        if let Some(sources) = &filter.sources {
            let numbers = sources.iter().map(|source| i32::from(source.0));
            only = only.add(delivery::Column::SourceNo.is_in(numbers));
        }
        if let Some(state) = filter.state {
            only = only.add(delivery::Column::State.eq(state.as_str()));
        }
        if let Some(account) = filter.received_by {
            only = only.add(delivery::Column::ReceivedBy.eq(account));
        }
        let rows = delivery::Entity::find().filter(only);
        let total = rows.clone().count(self.reader()).await.map_err(problem)?;
        let rows = rows
            .order_by_desc(delivery::Column::Id)
            .limit(paging.limit())
            .offset(paging.offset())
            .all(self.reader())
            .await
            .map_err(problem)?;
        let rows: Result<_, _> = rows
            .into_iter()
            .map(|row| self.with_progress(row))
            .collect();
        Ok((total, rows?))
    }

    /// The delivery of these bytes that is received, quarantined, loading or loaded; `None` when
    /// they never came, failed, were undone, sent back or taken down.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn delivery_by_digest(&self, digest: &str) -> Result<Option<Delivery>, Problem> {
        let given_up = [
            DeliveryState::Failed.as_str(),
            DeliveryState::Undone.as_str(),
            DeliveryState::Rejected.as_str(),
            DeliveryState::Withdrawn.as_str(),
        ];
        let row = delivery::Entity::find()
            .filter(delivery::Column::Digest.eq(digest))
            .filter(delivery::Column::State.is_not_in(given_up))
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.map(|row| self.with_progress(row)).transpose()
    }

    /// Begins the load of a received delivery. A first, short write marks it as loading, so that
    /// a crash can be told afterwards; the returned write is the load itself: one transaction for
    /// the whole delivery, ended by [`WriteTx::finish_load`] and [`WriteTx::commit`].
    ///
    /// # Errors
    /// `delivery-missing`; `delivery-not-received` when it is loading, loaded, failed or undone.
    pub async fn begin_load(&self, audit: Audit, id: i64) -> Result<WriteTx, Problem> {
        let start = Audit {
            act: "delivery.start",
            ..audit.clone()
        };
        let mut tx = self.write(start).await?;
        tx.step(
            id,
            DeliveryState::Received,
            DeliveryState::Loading,
            "delivery-not-received",
        )
        .await?;
        tx.commit().await?;
        self.open_load(audit, id).await
    }

    /// Opens the load of a delivery that is marked as loading already.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open_load(&self, audit: Audit, id: i64) -> Result<WriteTx, Problem> {
        self.set_progress(id, 0);
        let mut tx = self.write(audit).await?;
        tx.hold_delivery(id).await?;
        tx.hold_registry().await?;
        Ok(tx)
    }

    /// Marks deliveries whose load was interrupted (power cut, kill) as failed with
    /// `import-interrupted`, and returns their ids. Nothing of them is in the registry: a load is
    /// one transaction. Loads that another process is busy with are left alone.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn recover_interrupted(&self, now: Timestamp) -> Result<Vec<i64>, Problem> {
        let interrupted = delivery::Entity::find()
            .filter(delivery::Column::State.eq(DeliveryState::Loading.as_str()))
            .order_by_asc(delivery::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        let mut failed = Vec::new();
        for delivery::Model { id, .. } in interrupted {
            let mut tx = self
                .write(Audit::new(now, None, "delivery.recover", "delivery", id))
                .await?;
            if tx.is_abandoned(id).await? {
                tx.fail_delivery(id, &interrupted_load()).await?;
                tx.commit().await?;
                failed.push(id);
            }
        }
        Ok(failed)
    }

    /// Deliveries that were received before a time and wait to be loaded: those whose process
    /// ended in between.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn waiting_deliveries(&self, before: Timestamp) -> Result<Vec<Delivery>, Problem> {
        let rows = delivery::Entity::find()
            .filter(delivery::Column::State.eq(DeliveryState::Received.as_str()))
            .filter(delivery::Column::ReceivedAt.lt(before))
            .order_by_asc(delivery::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(Delivery::try_from).collect()
    }

    /// The newest as-of day of a source's whole deliveries in the registry, in days since
    /// 1970-01-01.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn last_as_of(&self, source: SourceNo) -> Result<Option<EpochDay>, Problem> {
        let row = delivery::Entity::find()
            .filter(delivery::Column::SourceNo.eq(i32::from(source.0)))
            .filter(delivery::Column::State.eq(DeliveryState::Loaded.as_str()))
            .filter(delivery::Column::Part.eq(false))
            .order_by_desc(delivery::Column::AsOf)
            .limit(1)
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(row.map(|row| row.as_of))
    }

    fn with_progress(&self, row: delivery::Model) -> Result<Delivery, Problem> {
        let mut delivery = Delivery::try_from(row)?;
        if delivery.state == DeliveryState::Loading {
            delivery.progress = self.progress(delivery.id).unwrap_or(delivery.progress);
        }
        Ok(delivery)
    }
}

impl WriteTx {
    /// Keeps a new delivery and returns its id.
    ///
    /// # Errors
    /// `delivery-duplicate` when these bytes are here already.
    pub async fn receive_delivery(&mut self, new: NewDelivery) -> Result<i64, Problem> {
        let loaded = new.state == DeliveryState::Loaded;
        let row = delivery::ActiveModel {
            id: NotSet,
            source_no: Set(i32::from(new.source.0)),
            file_name: Set(new.file_name),
            digest: Set(new.digest),
            size: Set(new.size),
            state: Set(new.state.as_str().to_owned()),
            as_of: Set(new.as_of),
            received_at: Set(self.at()),
            received_by: Set(self.account_id()),
            finished_at: Set(loaded.then_some(self.at())),
            rows_read: Set(0),
            rows_loaded: Set(0),
            rows_refused: Set(0),
            progress: Set(if loaded { 1000 } else { 0 }),
            card: Set(None),
            problem: Set(None),
            object: Set(new.object),
            via: Set(String::new()),
            part: Set(false),
        };
        let inserted = delivery::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return Problem::conflict(
                        "delivery-duplicate",
                        "这份文件已经交过了，内容完全相同，没有重复导入。",
                    );
                }
                problem(err)
            })?;
        self.created("delivery", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Notes the way a delivery came in and whether it only completes an earlier one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_way(&mut self, id: i64, via: &str, part: bool) -> Result<(), Problem> {
        delivery::Entity::update_many()
            .col_expr(delivery::Column::Via, Expr::value(via))
            .col_expr(delivery::Column::Part, Expr::value(part))
            .filter(delivery::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Puts a received delivery into quarantine.
    ///
    /// # Errors
    /// `delivery-not-received` when it is in another state.
    pub async fn quarantine_delivery(&mut self, id: i64) -> Result<(), Problem> {
        let (from, to) = (DeliveryState::Received, DeliveryState::Quarantined);
        self.step(id, from, to, "delivery-not-received").await
    }

    /// Lets a quarantined delivery go on to be loaded.
    ///
    /// # Errors
    /// `delivery-not-quarantined` when it is in another state.
    pub async fn release_delivery(&mut self, id: i64) -> Result<(), Problem> {
        let (from, to) = (DeliveryState::Quarantined, DeliveryState::Received);
        self.step(id, from, to, "delivery-not-quarantined").await
    }

    /// Sends a quarantined delivery back, or takes it down.
    ///
    /// # Errors
    /// `delivery-not-quarantined` when it is in another state.
    pub async fn dismiss_delivery(&mut self, id: i64, to: DeliveryState) -> Result<(), Problem> {
        let from = DeliveryState::Quarantined;
        self.step(id, from, to, "delivery-not-quarantined").await
    }

    /// Ends a load: the delivery is loaded and has its report card. Commit afterwards.
    ///
    /// # Errors
    /// `delivery-not-loading` when it was given up meanwhile; then the load must not be kept.
    pub async fn finish_load(&mut self, id: i64, result: LoadResult) -> Result<(), Problem> {
        self.step(
            id,
            DeliveryState::Loading,
            DeliveryState::Loaded,
            "delivery-not-loading",
        )
        .await?;
        self.set_result(id, result).await
    }

    /// Sets the figures and report card of a delivery, as for the corrections of a submission.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_result(&mut self, id: i64, result: LoadResult) -> Result<(), Problem> {
        let card = (!result.card.is_null()).then(|| result.card.to_string());
        delivery::Entity::update_many()
            .col_expr(delivery::Column::RowsRead, Expr::value(result.rows_read))
            .col_expr(
                delivery::Column::RowsLoaded,
                Expr::value(result.rows_loaded),
            )
            .col_expr(
                delivery::Column::RowsRefused,
                Expr::value(result.rows_refused),
            )
            .col_expr(delivery::Column::Progress, Expr::value(1000))
            .col_expr(delivery::Column::Card, Expr::value(card))
            .filter(delivery::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Marks a delivery that is not in the registry as failed and says why.
    ///
    /// # Errors
    /// `delivery-not-loading` when it is loaded, failed or undone already.
    pub async fn fail_delivery(&mut self, id: i64, why: &Problem) -> Result<(), Problem> {
        let why = serde_json::to_string(why).expect("a problem is plain text");
        let pending = [
            DeliveryState::Received.as_str(),
            DeliveryState::Loading.as_str(),
        ];
        let updated = delivery::Entity::update_many()
            .col_expr(
                delivery::Column::State,
                Expr::value(DeliveryState::Failed.as_str()),
            )
            .col_expr(delivery::Column::Problem, Expr::value(why))
            .col_expr(delivery::Column::FinishedAt, Expr::value(self.at()))
            .filter(delivery::Column::Id.eq(id))
            .filter(delivery::Column::State.is_in(pending))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(wrong_state("delivery-not-loading"));
        }
        self.changed("delivery", id, None);
        Ok(())
    }

    /// Moves a delivery from one state to the next.
    pub(crate) async fn step(
        &mut self,
        id: i64,
        from: DeliveryState,
        to: DeliveryState,
        refusal: &str,
    ) -> Result<(), Problem> {
        let under_way = matches!(
            to,
            DeliveryState::Received | DeliveryState::Loading | DeliveryState::Quarantined
        );
        let finished = (!under_way).then_some(self.at());
        let updated = delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(to.as_str()))
            .col_expr(delivery::Column::FinishedAt, Expr::value(finished))
            .filter(delivery::Column::Id.eq(id))
            .filter(delivery::Column::State.eq(from.as_str()))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            let held = delivery::Entity::find_by_id(id)
                .one(self.connection())
                .await;
            return Err(match held.map_err(problem)? {
                None => missing("delivery-missing", "批次"),
                Some(_) => wrong_state(refusal),
            });
        }
        self.changed("delivery", id, None);
        Ok(())
    }

    /// Keeps the row of a delivery for this write, so that [`Store::recover_interrupted`] of
    /// another process sees that somebody is busy with it.
    async fn hold_delivery(&self, id: i64) -> Result<(), Problem> {
        delivery::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Whether nobody is busy with a delivery that is marked as loading. On SQLite this write
    /// would not have begun while a load is open.
    async fn is_abandoned(&self, id: i64) -> Result<bool, Problem> {
        let row = delivery::Entity::find_by_id(id)
            .filter(delivery::Column::State.eq(DeliveryState::Loading.as_str()))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .one(self.connection())
            .await
            .map_err(problem)?;
        Ok(row.is_some())
    }
}

fn interrupted_load() -> Problem {
    Problem::unavailable(
        "import-interrupted",
        "导入中途被中断（程序退出或断电），这批数据一行都没有进库，请重新提交这份文件。",
    )
}

fn wrong_state(code: &str) -> Problem {
    Problem::conflict(
        code,
        "这个批次已不在可以执行此操作的状态，请刷新页面查看它现在的状态。",
    )
}

impl TryFrom<delivery::Model> for Delivery {
    type Error = Problem;

    fn try_from(row: delivery::Model) -> Result<Self, Problem> {
        let source = u16::try_from(row.source_no).map_err(|_| broken("来源编号"))?;
        Ok(Self {
            id: row.id,
            source: SourceNo(source),
            file_name: row.file_name,
            digest: row.digest,
            size: row.size,
            state: DeliveryState::parse(&row.state).ok_or_else(|| broken("批次状态"))?,
            as_of: row.as_of,
            received_at: row.received_at,
            received_by: row.received_by,
            finished_at: row.finished_at,
            rows_read: row.rows_read,
            rows_loaded: row.rows_loaded,
            rows_refused: row.rows_refused,
            progress: row.progress,
            card: row.card.and_then(|card| serde_json::from_str(&card).ok()),
            problem: row.problem.and_then(|why| serde_json::from_str(&why).ok()),
            object: row.object,
            via: row.via,
            part: row.part,
        })
    }
}
