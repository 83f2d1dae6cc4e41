//! Contests (校核): a value marked wrong, sent to the department it is from, with a clock.

use catalog::element::ElementNo;
use catalog::problem::Problem;
use catalog::source::SourceNo;
use catalog::survivorship::EpochDay;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::KeyRing;
use crate::bulk::in_parallel;
use crate::failure::{broken, is_duplicate, missing, moved_on, problem};
use crate::paging::page_of;
use crate::table::contest;
use crate::{Paging, Store, Timestamp, WriteTx};

/// Where a contest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContestState {
    /// The department has not answered.
    Open,
    /// It has; the asker has not said whether that settles it.
    Answered,
    /// Settled.
    Closed,
}

impl ContestState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Answered, Self::Closed]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// A contest to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContest {
    /// Whose value it is.
    pub entity_id: i64,
    /// Which value.
    pub element: ElementNo,
    /// Where the value is from.
    pub source: SourceNo,
    /// The community of the entity.
    pub community: Option<String>,
    /// The day by which an answer is due.
    pub due: EpochDay,
    /// The value, what it should be and why, as the service writes them; sealed.
    pub body: Vec<u8>,
}

/// A contest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// Stable id.
    pub id: i64,
    /// Whose value it is.
    pub entity_id: i64,
    /// Which value.
    pub element: ElementNo,
    /// Where the value is from.
    pub source: SourceNo,
    /// The community of the entity.
    pub community: Option<String>,
    /// Where it stands.
    pub state: ContestState,
    /// Whether the asker has opened it a second time.
    pub reopened: bool,
    /// Who asked.
    pub asked_by: i64,
    /// When.
    pub asked_at: Timestamp,
    /// The day by which an answer is due.
    pub due: EpochDay,
    /// Code of the answer.
    pub outcome: Option<String>,
    /// Who answered.
    pub answered_by: Option<i64>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// When it was settled.
    pub closed_at: Option<Timestamp>,
    /// The delivery that carries the corrected value.
    pub delivery_id: Option<i64>,
    /// What was said, as the service writes it.
    pub body: Vec<u8>,
    /// Counts the changes; a change names the version it was made on.
    pub version: i64,
}

/// Whose contests are wanted: whatever one of these says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContestReach {
    /// About values of these sources.
    pub sources: Vec<SourceNo>,
    /// About entities of these communities.
    pub communities: Vec<String>,
    /// Asked by this account.
    pub asked_by: Option<i64>,
}

/// Which contests are wanted; empty takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContestFilter {
    /// Only those that concern somebody; none takes everybody's.
    pub reach: Option<ContestReach>,
    /// Only in this state.
    pub state: Option<ContestState>,
    /// Only open ones whose day is over on this day.
    pub overdue_on: Option<EpochDay>,
    /// Only about this entity.
    pub entity: Option<i64>,
}

/// A step of a contest: what it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContestStep {
    /// The version the caller saw.
    pub expected_version: i64,
    /// The next state.
    pub state: ContestState,
    /// Whether it has been opened a second time.
    pub reopened: bool,
    /// The day by which an answer is due.
    pub due: EpochDay,
    /// Code of the answer; none while it is open.
    pub outcome: Option<String>,
    /// The delivery that carries the corrected value.
    pub delivery_id: Option<i64>,
    /// What has been said so far; sealed.
    pub body: Vec<u8>,
}

impl Store {
    /// One page of contests, what is due first before the rest, with the number of all.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn contests(
        &self,
        filter: &ContestFilter,
        paging: Paging,
    ) -> Result<(u64, Vec<Contest>), Problem> {
        let rows = contest::Entity::find().filter(condition(filter));
        let rows = rows
            .order_by_asc(contest::Column::Due)
            .order_by_asc(contest::Column::Id);
        let (total, rows) = page_of(rows, paging, self.reader()).await?;
        let ring = self.ring().clone();
        Ok((total, in_parallel(rows, move |row| open(&ring, row)).await?))
    }

    /// A contest.
    ///
    /// # Errors
    /// `contest-missing` when there is none of this id.
    pub async fn contest(&self, id: i64) -> Result<Contest, Problem> {
        let row = contest::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        open(self.ring(), row.ok_or_else(missing_contest)?)
    }

    /// Entity and element of every open contest about some entities.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn contested(&self, entities: &[i64]) -> Result<Vec<(i64, ElementNo)>, Problem> {
        let mut found = Vec::new();
        for some in entities.chunks(1000) {
            let rows: Vec<(i64, i32)> = contest::Entity::find()
                .select_only()
                .column(contest::Column::EntityId)
                .column(contest::Column::ElementNo)
                .filter(contest::Column::EntityId.is_in(some.iter().copied()))
                .filter(contest::Column::State.eq(ContestState::Open.as_str()))
                .into_tuple()
                .all(self.reader())
                .await
                .map_err(problem)?;
            for (entity, element) in rows {
                found.push((entity, element_of(element)?));
            }
        }
        Ok(found)
    }
}

impl WriteTx {
    /// Opens a contest and returns its id.
    ///
    /// # Errors
    /// `contest-open` when this value is contested already.
    pub async fn open_contest(&mut self, new: NewContest) -> Result<i64, Problem> {
        let place = place(new.entity_id, new.element);
        let row = contest::ActiveModel {
            id: NotSet,
            entity_id: Set(new.entity_id),
            element_no: Set(i32::from(new.element.0)),
            source_no: Set(i32::from(new.source.0)),
            community: Set(new.community),
            state: Set(ContestState::Open.as_str().to_owned()),
            reopened: Set(false),
            asked_by: Set(self.account_id().unwrap_or_default()),
            asked_at: Set(self.at()),
            due: Set(new.due),
            outcome: Set(None),
            answered_by: Set(None),
            answered_at: Set(None),
            closed_at: Set(None),
            delivery_id: Set(None),
            body: Set(self.ring.seal_at(&place, &new.body)),
            version: Set(1),
        };
        let inserted = contest::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return Problem::conflict(
                        "contest-open",
                        "这个值已经有人提出存疑，正在等来源部门答复，请等答复后再看。",
                    );
                }
                problem(err)
            })?;
        self.created("contest", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// A contest as this write sees it; nobody else can change it until this write ends.
    ///
    /// # Errors
    /// `contest-missing` when there is none of this id.
    pub async fn hold_contest(&mut self, id: i64) -> Result<Contest, Problem> {
        let row = contest::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        open(&self.ring, row.ok_or_else(missing_contest)?)
    }

    /// Moves a contest on.
    ///
    /// # Errors
    /// `contest-missing`; `version-conflict` when somebody moved it meanwhile; `contest-open` when
    /// the value was contested anew before this one is opened again.
    pub async fn step_contest(&mut self, id: i64, step: ContestStep) -> Result<(), Problem> {
        let held = self.hold_contest(id).await?;
        if held.version != step.expected_version {
            return Err(moved_on("校核"));
        }
        let body = self
            .ring
            .seal_at(&place(held.entity_id, held.element), &step.body);
        let answering = step.state == ContestState::Answered;
        let reopening = step.state == ContestState::Open;
        let closing = step.state == ContestState::Closed;
        let mut update = contest::Entity::update_many()
            .col_expr(contest::Column::State, Expr::value(step.state.as_str()))
            .col_expr(contest::Column::Reopened, Expr::value(step.reopened))
            .col_expr(contest::Column::Due, Expr::value(step.due))
            .col_expr(contest::Column::Outcome, Expr::value(step.outcome))
            .col_expr(contest::Column::DeliveryId, Expr::value(step.delivery_id))
            .col_expr(contest::Column::Body, Expr::value(body))
            .col_expr(contest::Column::Version, Expr::value(held.version + 1));
        if answering || reopening {
            let by = answering.then_some(self.account_id()).flatten();
            update = update
                .col_expr(contest::Column::AnsweredBy, Expr::value(by))
                .col_expr(
                    contest::Column::AnsweredAt,
                    Expr::value(answering.then_some(self.at())),
                );
        }
        if closing {
            update = update.col_expr(contest::Column::ClosedAt, Expr::value(self.at()));
        }
        update
            .filter(contest::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return Problem::conflict(
                        "contest-open",
                        "这个值又有人提出了新的存疑，请在那一条里继续。",
                    );
                }
                problem(err)
            })?;
        self.changed("contest", id, None);
        Ok(())
    }
}

fn condition(filter: &ContestFilter) -> Condition {
    use contest::Column;
    let mut all = Condition::all();
    if let Some(reach) = &filter.reach {
        let numbers = reach.sources.iter().map(|source| i32::from(source.0));
        let mut any = Condition::any()
            .add(Column::SourceNo.is_in(numbers))
            .add(Column::Community.is_in(&reach.communities));
        if let Some(account) = reach.asked_by {
            any = any.add(Column::AskedBy.eq(account));
        }
        all = all.add(any);
    }
    if let Some(state) = filter.state {
        all = all.add(Column::State.eq(state.as_str()));
    }
    if let Some(day) = filter.overdue_on {
        all = all
            .add(Column::State.eq(ContestState::Open.as_str()))
            .add(Column::Due.lt(day));
    }
    if let Some(entity) = filter.entity {
        all = all.add(Column::EntityId.eq(entity));
    }
    all
}

fn missing_contest() -> Problem {
    missing("contest-missing", "校核")
}

fn element_of(number: i32) -> Result<ElementNo, Problem> {
    u16::try_from(number)
        .map(ElementNo)
        .map_err(|_| broken("数据元编号"))
}

/// Where what was said belongs: to the value it is about.
fn place(entity: i64, element: ElementNo) -> [u8; 11] {
    let mut place = *b"c..........";
    place[1..9].copy_from_slice(&entity.to_be_bytes());
    place[9..].copy_from_slice(&element.0.to_be_bytes());
    place
}

fn open(ring: &KeyRing, row: contest::Model) -> Result<Contest, Problem> {
    let element = element_of(row.element_no)?;
    let source = u16::try_from(row.source_no).map_err(|_| broken("来源编号"))?;
    Ok(Contest {
        id: row.id,
        entity_id: row.entity_id,
        element,
        source: SourceNo(source),
        community: row.community,
        state: ContestState::parse(&row.state).ok_or_else(|| broken("校核状态"))?,
        reopened: row.reopened,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        due: row.due,
        outcome: row.outcome,
        answered_by: row.answered_by,
        answered_at: row.answered_at,
        closed_at: row.closed_at,
        delivery_id: row.delivery_id,
        body: ring.open_at(&place(row.entity_id, element), &row.body)?,
        version: row.version,
    })
}
