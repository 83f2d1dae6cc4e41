//! Notices (告知): what an area should know and does not have to do anything about.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::failure::{missing, problem};
use crate::table::notice;
use crate::{Store, Timestamp, WriteTx};

/// A notice to be left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// Code of the area that should know.
    pub area: String,
    /// What kind, as a stable word (`zero-touch`, `recall`).
    pub kind: String,
    /// The request it is about.
    pub request_id: i64,
    /// The submission it is about.
    pub submission_id: Option<i64>,
    /// In Chinese, without personal data.
    pub text: String,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Counts up.
    pub id: i64,
    /// What was left.
    pub said: NewNotice,
    /// When.
    pub at: Timestamp,
}

impl From<notice::Model> for Notice {
    fn from(row: notice::Model) -> Self {
        Self {
            id: row.id,
            said: NewNotice {
                area: row.area,
                kind: row.kind,
                request_id: row.request_id,
                submission_id: row.submission_id,
                text: row.text,
            },
            at: row.at,
        }
    }
}

impl Store {
    /// Notices that an area has not seen, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn notices(&self, area: &str) -> Result<Vec<Notice>, Problem> {
        let rows = notice::Entity::find()
            .filter(notice::Column::Area.eq(area))
            .filter(notice::Column::SeenAt.is_null())
            .order_by_desc(notice::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().map(Notice::from).collect())
    }
}

impl WriteTx {
    /// Leaves a notice.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn leave_notice(&mut self, new: NewNotice) -> Result<(), Problem> {
        let row = notice::ActiveModel {
            id: NotSet,
            area: Set(new.area),
            kind: Set(new.kind),
            request_id: Set(new.request_id),
            submission_id: Set(new.submission_id),
            text: Set(new.text),
            at: Set(self.at()),
            seen_by: Set(None),
            seen_at: Set(None),
        };
        notice::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Notes that somebody of the area has seen a notice.
    ///
    /// # Errors
    /// `notice-missing` when the area has none of this id.
    pub async fn see_notice(&mut self, id: i64, area: &str) -> Result<(), Problem> {
        let updated = notice::Entity::update_many()
            .col_expr(notice::Column::SeenBy, Expr::value(self.account_id()))
            .col_expr(notice::Column::SeenAt, Expr::value(self.at()))
            .filter(notice::Column::Id.eq(id))
            .filter(notice::Column::Area.eq(area))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing("notice-missing", "告知"));
        }
        Ok(())
    }
}
