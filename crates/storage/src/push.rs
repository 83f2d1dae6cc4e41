//! Deliveries that programs push in parts (推送): each part is kept as it comes, in order, until
//! the whole is finished and becomes a delivery.

use catalog::problem::Problem;
use catalog::source::SourceNo;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use crate::failure::{broken, is_duplicate, problem};
use crate::table::{push, push_part};
use crate::{Store, Timestamp, WriteTx};

/// A push to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPush {
    /// The source.
    pub source: SourceNo,
    /// What the sender calls it; once only for a source.
    pub key: String,
    /// The day it speaks of; the day on which it is finished when nobody said.
    pub as_of: Option<i32>,
    /// It is a supplement.
    pub part: bool,
}

/// A push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Stable id.
    pub id: i64,
    /// The source.
    pub source: SourceNo,
    /// What the sender calls it.
    pub key: String,
    /// Whether it takes parts no more.
    pub finished: bool,
    /// The day it speaks of.
    pub as_of: Option<i32>,
    /// It is a supplement.
    pub part: bool,
    /// Parts so far, numbered from 1 without a gap.
    pub parts: i32,
    /// Bytes so far.
    pub size: i64,
    /// The delivery it became.
    pub delivery: Option<i64>,
    /// When the last thing happened to it.
    pub touched_at: Timestamp,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushPart {
    /// Its number, from 1.
    pub seq: i32,
    /// SM3 digest of its bytes in hexadecimal.
    pub digest: String,
    /// Key of its bytes in the object store.
    pub object: String,
    /// Its bytes.
    pub size: i64,
}

const OPEN: &str = "open";
const FINISHED: &str = "finished";

impl Store {
    /// The push that a sender calls so; `None` when it was never opened.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn push(&self, source: SourceNo, key: &str) -> Result<Option<Push>, Problem> {
        let row = push::Entity::find()
            .filter(push::Column::SourceNo.eq(i32::from(source.0)))
            .filter(push::Column::IdempotencyKey.eq(key))
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.map(Push::try_from).transpose()
    }

    /// How many pushes of a source are open.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open_pushes(&self, source: SourceNo) -> Result<u64, Problem> {
        push::Entity::find()
            .filter(push::Column::SourceNo.eq(i32::from(source.0)))
            .filter(push::Column::State.eq(OPEN))
            .count(self.reader())
            .await
            .map_err(problem)
    }

    /// Open pushes that nothing has happened to since a time.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn stale_pushes(&self, before: Timestamp) -> Result<Vec<Push>, Problem> {
        let rows = push::Entity::find()
            .filter(push::Column::State.eq(OPEN))
            .filter(push::Column::TouchedAt.lt(before))
            .order_by_asc(push::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(Push::try_from).collect()
    }

    /// The parts of a push in order.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn push_parts(&self, push: i64) -> Result<Vec<PushPart>, Problem> {
        let rows = push_part::Entity::find()
            .filter(push_part::Column::PushId.eq(push))
            .order_by_asc(push_part::Column::Seq)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows
            .into_iter()
            .map(|row| PushPart {
                seq: row.seq,
                digest: row.digest,
                object: row.object,
                size: row.size,
            })
            .collect())
    }
}

impl WriteTx {
    /// Opens a push and returns its id.
    ///
    /// # Errors
    /// `push-exists` when the sender has used the key before.
    pub async fn open_push(&mut self, new: NewPush) -> Result<i64, Problem> {
        let row = push::ActiveModel {
            id: NotSet,
            source_no: Set(i32::from(new.source.0)),
            idempotency_key: Set(new.key),
            state: Set(OPEN.to_owned()),
            as_of: Set(new.as_of),
            part: Set(new.part),
            parts: Set(0),
            size: Set(0),
            delivery_id: Set(None),
            opened_at: Set(self.at()),
            touched_at: Set(self.at()),
        };
        let inserted = push::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    Problem::conflict("push-exists", "这个幂等键已经用过，请先查询它的状态。")
                } else {
                    problem(err)
                }
            })?;
        self.created("push", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Appends the next part. Nothing is kept when the push has moved on meanwhile.
    ///
    /// # Errors
    /// `push-moved` when another part came first or the push is finished.
    pub async fn append_push_part(&mut self, push: i64, part: PushPart) -> Result<(), Problem> {
        let before = part.seq - 1;
        let moved = push::Entity::update_many()
            .col_expr(push::Column::Parts, Expr::value(part.seq))
            .col_expr(
                push::Column::Size,
                Expr::col(push::Column::Size).add(part.size),
            )
            .col_expr(push::Column::TouchedAt, Expr::value(self.at()))
            .filter(push::Column::Id.eq(push))
            .filter(push::Column::State.eq(OPEN))
            .filter(push::Column::Parts.eq(before))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if moved.rows_affected == 0 {
            return Err(moved_on());
        }
        let row = push_part::ActiveModel {
            push_id: Set(push),
            seq: Set(part.seq),
            digest: Set(part.digest),
            object: Set(part.object),
            size: Set(part.size),
        };
        push_part::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Closes a push that has become a delivery.
    ///
    /// # Errors
    /// `push-moved` when it is finished already.
    pub async fn finish_push(&mut self, push: i64, delivery: i64) -> Result<(), Problem> {
        let finished = push::Entity::update_many()
            .col_expr(push::Column::State, Expr::value(FINISHED))
            .col_expr(push::Column::DeliveryId, Expr::value(delivery))
            .col_expr(push::Column::TouchedAt, Expr::value(self.at()))
            .filter(push::Column::Id.eq(push))
            .filter(push::Column::State.eq(OPEN))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if finished.rows_affected == 0 {
            return Err(moved_on());
        }
        self.changed("push", push, None);
        Ok(())
    }

    /// Forgets the parts of a push; of one that is open, the push itself too.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drop_push_parts(&mut self, push: i64) -> Result<(), Problem> {
        push_part::Entity::delete_many()
            .filter(push_part::Column::PushId.eq(push))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        push::Entity::delete_many()
            .filter(push::Column::Id.eq(push))
            .filter(push::Column::State.eq(OPEN))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}

fn moved_on() -> Problem {
    Problem::conflict(
        "push-moved",
        "这次推送已有新的进展，请先查询状态，再从它要的下一部分继续。",
    )
}

impl TryFrom<push::Model> for Push {
    type Error = Problem;

    fn try_from(row: push::Model) -> Result<Self, Problem> {
        let source = u16::try_from(row.source_no).map_err(|_| broken("来源编号"))?;
        Ok(Self {
            id: row.id,
            source: SourceNo(source),
            key: row.idempotency_key,
            finished: row.state == FINISHED,
            as_of: row.as_of,
            part: row.part,
            parts: row.parts,
            size: row.size,
            delivery: row.delivery_id,
            touched_at: row.touched_at,
        })
    }
}
