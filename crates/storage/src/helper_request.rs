//! Requests to see the names of helpers (骨干名单申请): for which activity, until when, and what
//! somebody else decided. The names themselves are never kept.

use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::{account, helper_request};
use crate::{ChainOffice, Store, Timestamp, WriteTx};

/// Where a request for names stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HelperRequestState {
    /// Nobody has decided yet.
    Waiting,
    /// The names may be looked at until the day.
    Approved,
    /// They may not.
    Declined,
}

impl HelperRequestState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Declined => "declined",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Approved, Self::Declined]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// A request for names to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHelperRequest {
    /// Which office decides.
    pub office: ChainOffice,
    /// Whom it is about, as the service writes it.
    pub asked: Value,
    /// The area they live in.
    pub area: String,
    /// What they are needed for.
    pub activity: String,
    /// What is done with the names.
    pub purpose: String,
    /// How many they were on the day it was asked.
    pub people: i64,
    /// The last day on which the names may be looked at.
    pub until: EpochDay,
}

/// Which requests wait for somebody's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingHelpers {
    /// The office that they speak for.
    pub office: ChainOffice,
    /// The areas that they speak for it in; everywhere without.
    pub areas: Option<Vec<String>>,
    /// Who they are: nobody decides about a request of their own.
    pub decider: i64,
    /// Names whose day is over can no more be looked at, so nothing is left to decide.
    pub today: EpochDay,
}

/// A request for names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelperRequest {
    /// Stable id.
    pub id: i64,
    /// What was asked for.
    pub asked: NewHelperRequest,
    /// Where it stands.
    pub state: HelperRequestState,
    /// By whom.
    pub asked_by: Option<i64>,
    /// When.
    pub asked_at: Timestamp,
    /// Who approved or declined it.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// In which words.
    pub remark: Option<String>,
}

impl Store {
    /// Requests that nobody has decided about and whose day is not over, the oldest first, at most
    /// `limit`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn waiting_helper_requests(
        &self,
        of: &WaitingHelpers,
        limit: u64,
    ) -> Result<Vec<HelperRequest>, Problem> {
        use helper_request::Column;

        let of_others = Condition::any()
            .add(Column::AskedBy.is_null())
            .add(Column::AskedBy.ne(of.decider));
        let mut rows = helper_request::Entity::find()
            .filter(Column::State.eq(HelperRequestState::Waiting.as_str()))
            .filter(Column::UntilDay.gte(of.today))
            .filter(Column::Office.eq(of.office.as_str()))
            .filter(of_others);
        if let Some(areas) = &of.areas {
            rows = rows.filter(Column::Area.is_in(areas));
        }
        let rows = rows
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(HelperRequest::try_from).collect()
    }

    /// What an account asked for or decided about, the newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn helper_requests_of(
        &self,
        account: i64,
        limit: u64,
    ) -> Result<Vec<HelperRequest>, Problem> {
        let theirs = Condition::any()
            .add(helper_request::Column::AskedBy.eq(account))
            .add(helper_request::Column::DecidedBy.eq(account));
        let rows = helper_request::Entity::find()
            .filter(theirs)
            .order_by_desc(helper_request::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(HelperRequest::try_from).collect()
    }

    /// A request for names.
    ///
    /// # Errors
    /// `helper-request-missing` when there is none of this id.
    pub async fn helper_request(&self, id: i64) -> Result<HelperRequest, Problem> {
        let row = helper_request::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(missing_request)?.try_into()
    }
}

impl WriteTx {
    /// Keeps a request for names and returns its id.
    ///
    /// # Errors
    /// `helper-request-again` when the same account waits for an answer to the same question, whose
    /// day is not over `today`.
    pub async fn ask_for_helpers(
        &mut self,
        new: NewHelperRequest,
        today: EpochDay,
    ) -> Result<i64, Problem> {
        self.refuse_second_request(&new, today).await?;
        let row = helper_request::ActiveModel {
            id: NotSet,
            office: Set(new.office.as_str().to_owned()),
            asked: Set(new.asked.to_string()),
            area: Set(new.area),
            activity: Set(new.activity),
            purpose: Set(new.purpose),
            people: Set(new.people),
            until_day: Set(new.until),
            state: Set(HelperRequestState::Waiting.as_str().to_owned()),
            asked_by: Set(self.account_id()),
            asked_at: Set(self.at()),
            decided_by: Set(None),
            decided_at: Set(None),
            remark: Set(None),
        };
        let inserted = helper_request::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("helper-request", inserted.last_insert_id)
            .await?;
        Ok(inserted.last_insert_id)
    }

    async fn refuse_second_request(
        &mut self,
        new: &NewHelperRequest,
        today: EpochDay,
    ) -> Result<(), Problem> {
        use helper_request::Column;

        let Some(asker) = self.account_id() else {
            return Ok(());
        };
        // Two clicks may come at once: the second waits here for the first to be kept.
        account::Entity::find_by_id(asker)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        let same = helper_request::Entity::find()
            .filter(Column::State.eq(HelperRequestState::Waiting.as_str()))
            .filter(Column::AskedBy.eq(asker))
            .filter(Column::UntilDay.gte(today))
            .filter(Column::Asked.eq(new.asked.to_string()))
            .one(self.connection())
            .await
            .map_err(problem)?;
        match same {
            Some(_) => Err(Problem::conflict(
                "helper-request-again",
                "同样条件的名单您已经申请，正在等审批，不用再提交；审批以后可以再申请。",
            )),
            None => Ok(()),
        }
    }

    /// A request as this write sees it; nobody else can change it until this write ends.
    ///
    /// # Errors
    /// `helper-request-missing` when there is none of this id.
    pub async fn hold_helper_request(&mut self, id: i64) -> Result<HelperRequest, Problem> {
        let row = helper_request::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        row.ok_or_else(missing_request)?.try_into()
    }

    /// Approves or declines a waiting request.
    ///
    /// # Errors
    /// `helper-request-decided` when somebody did already.
    pub async fn decide_helper_request(
        &mut self,
        id: i64,
        state: HelperRequestState,
        remark: &str,
    ) -> Result<(), Problem> {
        use helper_request::Column;

        let held = self.hold_helper_request(id).await?;
        if held.state != HelperRequestState::Waiting {
            return Err(Problem::conflict(
                "helper-request-decided",
                "这份申请已有人审批，请刷新页面查看结果。",
            ));
        }
        helper_request::Entity::update_many()
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::DecidedBy, Expr::value(self.account_id()))
            .col_expr(Column::DecidedAt, Expr::value(self.at()))
            .col_expr(Column::Remark, Expr::value(remark))
            .filter(Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("helper-request", id, None);
        Ok(())
    }
}

fn missing_request() -> Problem {
    missing("helper-request-missing", "名单申请")
}

impl TryFrom<helper_request::Model> for HelperRequest {
    type Error = Problem;

    fn try_from(row: helper_request::Model) -> Result<Self, Problem> {
        let broken = || broken("名单申请");
        Ok(Self {
            id: row.id,
            asked: NewHelperRequest {
                office: ChainOffice::parse(&row.office).ok_or_else(broken)?,
                asked: serde_json::from_str(&row.asked).map_err(|_| broken())?,
                area: row.area,
                activity: row.activity,
                purpose: row.purpose,
                people: row.people,
                until: row.until_day,
            },
            state: HelperRequestState::parse(&row.state).ok_or_else(broken)?,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            remark: row.remark,
        })
    }
}
