//! Requests (下发任务): a template sent out to communities for a population, with a day by which
//! it is due.

use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::request;
use crate::{Store, Timestamp, WriteTx};

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Waits for an approver; nobody is asked yet.
    Waiting,
    /// Declined by the approver; nobody was asked.
    Declined,
    /// Communities are filling it in.
    Open,
    /// Every submission is accepted.
    Complete,
    /// Ended by the department.
    Closed,
    /// Taken back by the department before anything was accepted.
    Recalled,
}

impl RequestState {
    /// Every state.
    const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Declined,
        Self::Open,
        Self::Complete,
        Self::Closed,
        Self::Recalled,
    ];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Declined => "declined",
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Closed => "closed",
            Self::Recalled => "recalled",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A request to be sent out.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRequest {
    /// The template it is made from.
    pub template_id: i64,
    /// Title on screen.
    pub title: String,
    /// The department that asks.
    pub department: Option<String>,
    /// Who is to be listed, as the service writes filters.
    pub population: Value,
    /// The day whose registry was filled in.
    pub as_of: EpochDay,
    /// The day by which it is due.
    pub due: EpochDay,
    /// Open, or waiting for an approver.
    pub state: RequestState,
}

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Stable id.
    pub id: i64,
    /// The template it is made from.
    pub template_id: i64,
    /// Title on screen.
    pub title: String,
    /// The department that asks.
    pub department: Option<String>,
    /// Who is to be listed.
    pub population: Value,
    /// The day whose registry was filled in.
    pub as_of: EpochDay,
    /// The day by which it is due.
    pub due: EpochDay,
    /// Where it stands.
    pub state: RequestState,
    /// Who sent it out.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
}

/// Which requests are wanted; empty takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Only of this department.
    pub department: Option<String>,
    /// Only in this state.
    pub state: Option<RequestState>,
    /// Only those that ask a community of this street.
    pub street: Option<String>,
    /// Only those that ask this community.
    pub community: Option<String>,
    /// Of these only what its street has forwarded.
    pub reached: bool,
}

impl Store {
    /// A request.
    ///
    /// # Errors
    /// `request-missing` when there is none of this id.
    pub async fn request(&self, id: i64) -> Result<Request, Problem> {
        let row = request::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("request-missing", "下发任务"))
            .and_then(Request::try_from)
    }

    /// Requests, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn requests(&self, filter: &RequestFilter) -> Result<Vec<Request>, Problem> {
        let mut rows = request::Entity::find();
        if let Some(department) = &filter.department {
            rows = rows.filter(request::Column::Department.eq(department));
        }
        if let Some(state) = filter.state {
            rows = rows.filter(request::Column::State.eq(state.as_str()));
        }
        if filter.street.is_some() || filter.community.is_some() {
            let mut asked = Query::select();
            asked.column("request_id").from("submission");
            if filter.reached {
                asked.and_where(Expr::col("state").ne("waiting"));
            }
            if let Some(street) = &filter.street {
                asked.and_where(Expr::col("street").eq(street));
            }
            if let Some(community) = &filter.community {
                asked.and_where(Expr::col("community").eq(community));
            }
            rows = rows.filter(request::Column::Id.in_subquery(asked));
        }
        let rows = rows
            .order_by_desc(request::Column::Id)
            .all(self.reader())
            .await;
        rows.map_err(problem)?
            .into_iter()
            .map(Request::try_from)
            .collect()
    }
}

impl WriteTx {
    /// Keeps a new request and returns its id; the submissions of an open one follow in the same
    /// write.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_request(&mut self, new: NewRequest) -> Result<i64, Problem> {
        let row = request::ActiveModel {
            id: NotSet,
            template_id: Set(new.template_id),
            title: Set(new.title),
            department: Set(new.department),
            population: Set(new.population.to_string()),
            as_of: Set(new.as_of),
            due: Set(new.due),
            state: Set(new.state.as_str().to_owned()),
            created_by: Set(self.account_id()),
            created_at: Set(self.at()),
        };
        let inserted = request::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("request", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Moves a request on.
    ///
    /// # Errors
    /// `request-missing` when there is none of this id.
    pub async fn set_request_state(&mut self, id: i64, state: RequestState) -> Result<(), Problem> {
        let updated = request::Entity::update_many()
            .col_expr(request::Column::State, Expr::value(state.as_str()))
            .filter(request::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing("request-missing", "下发任务"));
        }
        self.changed("request", id, None);
        Ok(())
    }

    /// A request as this write sees it; nobody else can change it until this write ends.
    ///
    /// # Errors
    /// `request-missing` when there is none of this id.
    pub async fn hold_request(&mut self, id: i64) -> Result<Request, Problem> {
        let row = request::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("request-missing", "下发任务"))
            .and_then(Request::try_from)
    }

    /// Moves the day by which a request is due.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_request_due(&mut self, id: i64, due: EpochDay) -> Result<(), Problem> {
        request::Entity::update_many()
            .col_expr(request::Column::Due, Expr::value(due))
            .filter(request::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("request", id, None);
        Ok(())
    }
}

impl TryFrom<request::Model> for Request {
    type Error = Problem;

    fn try_from(row: request::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            template_id: row.template_id,
            title: row.title,
            department: row.department,
            population: serde_json::from_str(&row.population).map_err(|_| broken("下发任务"))?,
            as_of: row.as_of,
            due: row.due,
            state: RequestState::parse(&row.state).ok_or_else(|| broken("下发任务状态"))?,
            created_by: row.created_by,
            created_at: row.created_at,
        })
    }
}
