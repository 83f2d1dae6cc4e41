//! Sendings (下发): each sending or enlargement of a request with its price as it was then, and,
//! where it needed one, the approval.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::sending;
use crate::{Store, Timestamp, WriteTx};

/// Where a sending stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SendingState {
    /// Waits for an approver; nobody was asked yet.
    Waiting,
    /// Carried out.
    Sent,
    /// Declined by the approver.
    Declined,
}

impl SendingState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Declined => "declined",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Declined]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// What a sending costs, and under what terms it was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SendingPrice {
    /// Items asked of each row.
    pub items: i32,
    /// Rows.
    pub rows: i64,
    /// Communities that answer.
    pub fillers: i32,
    /// Cells to type.
    pub to_type: i64,
    /// Cells to look over.
    pub to_check: i64,
    /// Minutes of all fillers together.
    pub minutes: i64,
    /// Share of the cells that the registry held, 0 to 1.
    pub held_share: f64,
    /// Share of the cells that it held freshly enough, 0 to 1.
    pub fresh_share: f64,
    /// Working days given.
    pub notice: i32,
    /// Working days that should be given.
    pub minimum_notice: i32,
    /// Minutes that the department may spend in the year; none where it has no budget.
    pub budget: Option<i64>,
    /// Of these spent before.
    pub used: i64,
    /// Asked on a free day or outside office hours.
    pub off_hours: bool,
    /// Nobody is asked, because all is held.
    pub zero_touch: bool,
}

/// A sending to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSending {
    /// The request.
    pub request_id: i64,
    /// What, as a stable word (`create`, `extend`, `forward`, `due`, `reopen`).
    pub act: String,
    /// Whether it is carried out now or waits.
    pub state: SendingState,
    /// Whose minutes it spends.
    pub department: Option<String>,
    /// The year whose budget it counts to.
    pub year: i32,
    /// Item of the duty list.
    pub duty: Option<String>,
    /// What is carried out, as the service writes it.
    pub body: Value,
    /// Its price.
    pub price: SendingPrice,
    /// Why it needs an approval, as stable words.
    pub reasons: Vec<String>,
    /// Why it is asked for nevertheless.
    pub plea: String,
}

/// A sending.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// Counts up.
    pub id: i64,
    /// What was asked for.
    pub asked: NewSending,
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
    /// The sendings of a request, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn sendings(&self, request: i64) -> Result<Vec<Sending>, Problem> {
        let rows = sending::Entity::find().filter(sending::Column::RequestId.eq(request));
        list(rows, self.reader()).await
    }

    /// Every sending in a state, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn sendings_in(&self, state: SendingState) -> Result<Vec<Sending>, Problem> {
        let rows = sending::Entity::find().filter(sending::Column::State.eq(state.as_str()));
        list(rows, self.reader()).await
    }

    /// Minutes that a department has spent in a year.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn minutes_sent(&self, department: &str, year: i32) -> Result<i64, Problem> {
        minutes_sent(department, year, self.reader()).await
    }
}

impl WriteTx {
    /// Keeps a sending and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_sending(&mut self, new: NewSending) -> Result<i64, Problem> {
        let price = new.price;
        let row = sending::ActiveModel {
            id: NotSet,
            request_id: Set(new.request_id),
            act: Set(new.act),
            state: Set(new.state.as_str().to_owned()),
            department: Set(new.department),
            year: Set(new.year),
            duty: Set(new.duty),
            body: Set(new.body.to_string()),
            items: Set(price.items),
            rows: Set(price.rows),
            fillers: Set(price.fillers),
            to_type: Set(price.to_type),
            to_check: Set(price.to_check),
            minutes: Set(price.minutes),
            held_share: Set(price.held_share),
            fresh_share: Set(price.fresh_share),
            notice: Set(price.notice),
            minimum_notice: Set(price.minimum_notice),
            budget: Set(price.budget),
            used: Set(price.used),
            off_hours: Set(price.off_hours),
            zero_touch: Set(price.zero_touch),
            reasons: Set(new.reasons.join(",")),
            plea: Set(new.plea),
            asked_by: Set(self.account_id()),
            asked_at: Set(self.at()),
            decided_by: Set(None),
            decided_at: Set(None),
            remark: Set(None),
        };
        let inserted = sending::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("request", new.request_id, None);
        Ok(inserted.last_insert_id)
    }

    /// A sending as this write sees it; nobody else can change it until this write ends.
    ///
    /// # Errors
    /// `sending-missing` when there is none of this id.
    pub async fn hold_sending(&mut self, id: i64) -> Result<Sending, Problem> {
        let row = sending::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("sending-missing", "下发记录"))?
            .try_into()
    }

    /// Approves or declines a waiting sending.
    ///
    /// # Errors
    /// `sending-decided` when somebody did already.
    pub async fn decide_sending(
        &mut self,
        id: i64,
        state: SendingState,
        remark: &str,
    ) -> Result<(), Problem> {
        let held = self.hold_sending(id).await?;
        if held.asked.state != SendingState::Waiting {
            return Err(Problem::conflict(
                "sending-decided",
                "这次下发已有人审批，请刷新页面查看结果。",
            ));
        }
        sending::Entity::update_many()
            .col_expr(sending::Column::State, Expr::value(state.as_str()))
            .col_expr(sending::Column::DecidedBy, Expr::value(self.account_id()))
            .col_expr(sending::Column::DecidedAt, Expr::value(self.at()))
            .col_expr(sending::Column::Remark, Expr::value(remark))
            .filter(sending::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("request", held.asked.request_id, None);
        Ok(())
    }

    /// Minutes that a department has spent in a year, as this write sees them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn minutes_sent(&mut self, department: &str, year: i32) -> Result<i64, Problem> {
        minutes_sent(department, year, self.connection()).await
    }
}

async fn list(
    rows: sea_orm::Select<sending::Entity>,
    connection: &impl ConnectionTrait,
) -> Result<Vec<Sending>, Problem> {
    let rows = rows
        .order_by_asc(sending::Column::Id)
        .all(connection)
        .await
        .map_err(problem)?;
    rows.into_iter().map(Sending::try_from).collect()
}

async fn minutes_sent(
    department: &str,
    year: i32,
    connection: &impl ConnectionTrait,
) -> Result<i64, Problem> {
    let minutes: Vec<i64> = sending::Entity::find()
        .select_only()
        .column(sending::Column::Minutes)
        .filter(sending::Column::Department.eq(department))
        .filter(sending::Column::Year.eq(year))
        .filter(sending::Column::State.eq(SendingState::Sent.as_str()))
        .into_tuple()
        .all(connection)
        .await
        .map_err(problem)?;
    Ok(minutes.into_iter().sum())
}

impl TryFrom<sending::Model> for Sending {
    type Error = Problem;

    fn try_from(row: sending::Model) -> Result<Self, Problem> {
        let damaged = || broken("下发记录");
        Ok(Self {
            id: row.id,
            asked: NewSending {
                request_id: row.request_id,
                act: row.act,
                state: SendingState::parse(&row.state).ok_or_else(damaged)?,
                department: row.department,
                year: row.year,
                duty: row.duty,
                body: serde_json::from_str(&row.body).map_err(|_| damaged())?,
                price: SendingPrice {
                    items: row.items,
                    rows: row.rows,
                    fillers: row.fillers,
                    to_type: row.to_type,
                    to_check: row.to_check,
                    minutes: row.minutes,
                    held_share: row.held_share,
                    fresh_share: row.fresh_share,
                    notice: row.notice,
                    minimum_notice: row.minimum_notice,
                    budget: row.budget,
                    used: row.used,
                    off_hours: row.off_hours,
                    zero_touch: row.zero_touch,
                },
                reasons: row
                    .reasons
                    .split(',')
                    .filter(|reason| !reason.is_empty())
                    .map(str::to_owned)
                    .collect(),
                plea: row.plea,
            },
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            remark: row.remark,
        })
    }
}
