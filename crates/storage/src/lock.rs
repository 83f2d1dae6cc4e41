//! Locks (人工锁定): a value that somebody fixed until a day, with a reason. The value is a record
//! like any other, of a delivery of its own; lifting a lock undoes that delivery.

use catalog::element::ElementNo;
use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::delivery::DeliveryState;
use crate::failure::{broken, missing, problem};
use crate::table::value_lock;
use crate::{Store, Timestamp, WriteTx};

/// A lock to be made, after its delivery was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewValueLock {
    /// The delivery that holds its record.
    pub delivery: i64,
    /// The entity.
    pub entity: i64,
    /// The element.
    pub element: ElementNo,
    /// The last day on which it holds.
    pub until: EpochDay,
    /// Why; sealed, because people name names.
    pub reason: String,
}

/// A lock in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueLock {
    /// Stable id.
    pub id: i64,
    /// The delivery that holds its record.
    pub delivery: i64,
    /// The entity.
    pub entity: i64,
    /// The element.
    pub element: ElementNo,
    /// The last day on which it holds.
    pub until: EpochDay,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
}

impl Store {
    /// The locks of an entity that are in force, those of whatever was merged into it included.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn locks_of(&self, entity: i64) -> Result<Vec<ValueLock>, Problem> {
        let family = self.family_of(entity).await?;
        self.locks(value_lock::Column::EntityId.is_in(family)).await
    }

    /// A lock in force.
    ///
    /// # Errors
    /// `lock-missing` when there is none of this id, or it was lifted or has expired.
    pub async fn lock(&self, id: i64) -> Result<ValueLock, Problem> {
        let mut locks = self.locks(value_lock::Column::Id.eq(id)).await?;
        locks.pop().ok_or_else(|| missing("lock-missing", "锁定"))
    }

    /// Locks whose last day lies before a day and which are still in force.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn expired_locks(&self, today: EpochDay) -> Result<Vec<ValueLock>, Problem> {
        self.locks(value_lock::Column::Until.lt(today)).await
    }

    async fn locks(&self, only: sea_orm::sea_query::Expr) -> Result<Vec<ValueLock>, Problem> {
        let in_force = Query::select()
            .column("id")
            .from("delivery")
            .and_where(Expr::col("state").eq(DeliveryState::Loaded.as_str()))
            .to_owned();
        let rows = value_lock::Entity::find()
            .filter(only)
            .filter(value_lock::Column::DeliveryId.in_subquery(in_force))
            .order_by_asc(value_lock::Column::Id)
            .limit(10_000)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(|row| self.open_lock(row)).collect()
    }

    fn open_lock(&self, row: value_lock::Model) -> Result<ValueLock, Problem> {
        let reason = self.ring().open_at(&place(row.delivery_id), &row.reason)?;
        Ok(ValueLock {
            id: row.id,
            delivery: row.delivery_id,
            entity: row.entity_id,
            element: ElementNo(u16::try_from(row.element).map_err(|_| broken("锁定"))?),
            until: row.until,
            reason: String::from_utf8(reason).map_err(|_| broken("锁定"))?,
            made_by: row.made_by,
            made_at: row.made_at,
        })
    }
}

impl WriteTx {
    /// Keeps a lock and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_lock(&mut self, new: NewValueLock) -> Result<i64, Problem> {
        let reason = self
            .ring
            .seal_at(&place(new.delivery), new.reason.as_bytes());
        let row = value_lock::ActiveModel {
            id: NotSet,
            delivery_id: Set(new.delivery),
            entity_id: Set(new.entity),
            element: Set(i32::from(new.element.0)),
            until: Set(new.until),
            reason: Set(reason),
            made_by: Set(self.account_id()),
            made_at: Set(self.at()),
        };
        let inserted = value_lock::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("lock", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }
}

/// Where a lock's reason belongs; sealed to it.
fn place(delivery: i64) -> [u8; 9] {
    let mut place = *b"k........";
    place[1..].copy_from_slice(&delivery.to_be_bytes());
    place
}
