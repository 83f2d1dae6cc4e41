//! The trace of a request as a whole (sent, approved, recalled, downloaded); what happened to its
//! submissions stands in `submission_event`.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::failure::problem;
use crate::table::request_event;
use crate::{Store, Timestamp, WriteTx};

/// What happened to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestEvent {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub account_id: Option<i64>,
    /// What, as a stable word.
    pub act: String,
    /// Code of the area it was about, where it was about one.
    pub area: Option<String>,
    /// In which words.
    pub remark: Option<String>,
}

impl Store {
    /// What happened to a request as a whole, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn events_of_request(&self, request: i64) -> Result<Vec<RequestEvent>, Problem> {
        let rows = request_event::Entity::find()
            .filter(request_event::Column::RequestId.eq(request))
            .order_by_asc(request_event::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        let event = |row: request_event::Model| RequestEvent {
            at: row.at,
            account_id: row.account_id,
            act: row.act,
            area: row.area,
            remark: row.remark,
        };
        Ok(rows.into_iter().map(event).collect())
    }
}

impl WriteTx {
    /// Notes what happened to a request.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_request_event(
        &mut self,
        request: i64,
        act: &str,
        area: Option<&str>,
        remark: Option<&str>,
    ) -> Result<(), Problem> {
        let row = request_event::ActiveModel {
            id: NotSet,
            request_id: Set(request),
            at: Set(self.at()),
            account_id: Set(self.account_id()),
            act: Set(act.to_owned()),
            area: Set(area.map(str::to_owned)),
            remark: Set(remark.map(str::to_owned)),
        };
        request_event::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}
