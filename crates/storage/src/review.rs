//! The review queue (待核对): pairs of entities that people are asked about, samples of what the
//! machine merged by itself, and entities whose one number goes by two names.

use catalog::problem::Problem;
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait, Func, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use crate::bulk::{Bulk, insert};
use crate::entity::{ACTIVE, RETIRED};
use crate::failure::{broken, missing, problem};
use crate::table::review_pair;
use crate::verdict::PairAnswer;
use crate::{Paging, Store, Timestamp, WriteTx};

/// Whether a pair still waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairState {
    /// It waits.
    Open,
    /// A person answered.
    Answered(PairAnswer),
}

impl PairState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered(answer) => answer.as_str(),
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        if name == "open" {
            return Some(Self::Open);
        }
        PairAnswer::parse(name).map(Self::Answered)
    }
}

/// A pair to be asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPair {
    /// One entity.
    pub one: i64,
    /// The other.
    pub other: i64,
    /// How likely they are the same, 0 to 1.
    pub probability: f64,
    /// What speaks for and against, as the linkage writes it; no values of people.
    pub weights: String,
    /// The community that knows the person; `None` when none does.
    pub community: Option<String>,
    /// The machine's merge that is put up as a sample; `None` for an open question.
    pub merge: Option<i64>,
    /// The print of two names that the number of one entity, which is then both `one` and `other`,
    /// goes by; `None` for a pair.
    pub names: Option<i64>,
}

/// A pair of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewPair {
    /// Stable id.
    pub id: i64,
    /// The lower entity id.
    pub low: i64,
    /// The higher entity id.
    pub high: i64,
    /// How likely they are the same, 0 to 1.
    pub probability: f64,
    /// What speaks for and against.
    pub weights: String,
    /// The community it is routed to.
    pub community: Option<String>,
    /// Whether it waits.
    pub state: PairState,
    /// The machine's merge that it is a sample of.
    pub merge: Option<i64>,
    /// The print of two names under which records of one entity stand; `None` for a pair.
    pub names: Option<i64>,
    /// When it was put up.
    pub made_at: Timestamp,
    /// Who answered last.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: Option<Timestamp>,
}

/// Which pairs are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairFilter {
    /// Only pairs routed to one of these communities; all pairs when absent.
    pub communities: Option<Vec<String>>,
    /// Only pairs in this state.
    pub state: PairState,
}

static PAIRS: Bulk<9> = Bulk {
    table: "review_pair",
    columns: [
        "low",
        "high",
        "probability",
        "weights",
        "community",
        "state",
        "merge_id",
        "names",
        "made_at",
    ],
    then: "ON CONFLICT DO NOTHING",
};

impl Store {
    /// One page of the queue, likeliest first, with the number of all.
    ///
    /// An open question shows only while both entities stand for themselves, and a sample only
    /// while its merge holds: what is merged or undone meanwhile needs no answer. Of two of whom
    /// nobody could tell whether a merge of theirs was right it is asked anew when that was taken back.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn review_pairs(
        &self,
        filter: &PairFilter,
        paging: Paging,
    ) -> Result<(u64, Vec<ReviewPair>), Problem> {
        let mut count = wanted(filter);
        count.expr(Func::count(Expr::col(("review_pair", "id"))));
        let total = self.count(&count).await?;
        let mut page = wanted(filter);
        page.column(("review_pair", "id"))
            .order_by(("review_pair", "probability"), Order::Desc)
            .order_by(("review_pair", "id"), Order::Desc)
            .limit(paging.limit())
            .offset(paging.offset());
        let rows = self.reader().query_all(&page).await.map_err(problem)?;
        let ids: Result<Vec<i64>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
        let ids = ids.map_err(problem)?;
        let mut pairs: Vec<ReviewPair> = review_pair::Entity::find()
            .filter(review_pair::Column::Id.is_in(ids.iter().copied()))
            .all(self.reader())
            .await
            .map_err(problem)?
            .into_iter()
            .map(ReviewPair::try_from)
            .collect::<Result<_, _>>()?;
        pairs.sort_by_key(|pair| ids.iter().position(|id| *id == pair.id));
        Ok((total, pairs))
    }

    /// A pair.
    ///
    /// # Errors
    /// `pair-missing` when there is none of this id.
    pub async fn review_pair(&self, id: i64) -> Result<ReviewPair, Problem> {
        let row = review_pair::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("pair-missing", "待核对项"))?
            .try_into()
    }

    /// How samples of the machine's merges were answered after a time, oldest first: whether the
    /// merge was right. An answer counts while the merge holds, or when it takes the merge back
    /// itself; what is said of a pair that was taken back before is no sample any more.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn merge_answers(&self, after: Timestamp) -> Result<Vec<bool>, Problem> {
        let decided = || Expr::col(("review_pair", "decided_at"));
        let undone = || Expr::col(("merge", "undone_at"));
        let mut select = Query::select();
        select
            .column(("review_pair", "state"))
            .from("review_pair")
            .inner_join(
                "merge",
                Expr::col(("merge", "id")).equals(("review_pair", "merge_id")),
            )
            .and_where(Expr::col(("review_pair", "merge_id")).is_not_null())
            .and_where(decided().gt(after))
            .cond_where(
                Cond::any()
                    .add(undone().is_null())
                    .add(decided().lte(undone())),
            )
            .order_by(("review_pair", "decided_at"), Order::Asc)
            .order_by(("review_pair", "id"), Order::Asc);
        let rows = self.reader().query_all(&select).await.map_err(problem)?;
        let mut answers = Vec::with_capacity(rows.len());
        for row in rows {
            let state: String = row.try_get_by_index(0).map_err(problem)?;
            match PairAnswer::parse(&state) {
                Some(PairAnswer::Same) => answers.push(true),
                Some(PairAnswer::Different) => answers.push(false),
                Some(PairAnswer::Unsure) | None => {}
            }
        }
        Ok(answers)
    }
}

impl WriteTx {
    /// Puts pairs into the queue; a pair that was ever asked about is not asked again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn ask_about(&mut self, pairs: Vec<NewPair>) -> Result<(), Problem> {
        let at = self.at();
        let values = pairs
            .into_iter()
            .flat_map(|pair| -> [Value; 9] {
                [
                    Ord::min(pair.one, pair.other).into(),
                    Ord::max(pair.one, pair.other).into(),
                    pair.probability.into(),
                    pair.weights.into(),
                    pair.community.into(),
                    PairState::Open.as_str().into(),
                    pair.merge.into(),
                    pair.names.into(),
                    at.into(),
                ]
            })
            .collect();
        insert(self.connection(), &PAIRS, values).await
    }

    /// Marks every question about two entities as answered.
    pub(crate) async fn settle(
        &mut self,
        low: i64,
        high: i64,
        answer: PairAnswer,
    ) -> Result<(), Problem> {
        review_pair::Entity::update_many()
            .col_expr(review_pair::Column::State, Expr::value(answer.as_str()))
            .col_expr(
                review_pair::Column::DecidedBy,
                Expr::value(self.account_id()),
            )
            .col_expr(review_pair::Column::DecidedAt, Expr::value(self.at()))
            .filter(review_pair::Column::Low.eq(low))
            .filter(review_pair::Column::High.eq(high))
            .filter(review_pair::Column::Names.is_null())
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Marks the question about two names of one entity as answered.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settle_names(&mut self, id: i64, answer: PairAnswer) -> Result<(), Problem> {
        review_pair::Entity::update_many()
            .col_expr(review_pair::Column::State, Expr::value(answer.as_str()))
            .col_expr(
                review_pair::Column::DecidedBy,
                Expr::value(self.account_id()),
            )
            .col_expr(review_pair::Column::DecidedAt, Expr::value(self.at()))
            .filter(review_pair::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// A pair as this write sees it.
    ///
    /// # Errors
    /// `pair-missing` when there is none of this id.
    pub async fn hold_pair(&mut self, id: i64) -> Result<ReviewPair, Problem> {
        self.hold_registry().await?;
        let row = review_pair::Entity::find_by_id(id)
            .one(self.connection())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("pair-missing", "待核对项"))?
            .try_into()
    }
}

/// The pairs of a filter, without columns yet.
fn wanted(filter: &PairFilter) -> SelectStatement {
    let mut select = Query::select();
    select
        .from("review_pair")
        .and_where(Expr::col(("review_pair", "state")).eq(filter.state.as_str()));
    if let Some(communities) = &filter.communities {
        select.and_where(
            Expr::col(("review_pair", "community")).is_in(communities.iter().map(String::as_str)),
        );
    }
    if filter.state == PairState::Answered(PairAnswer::Unsure) {
        select
            .join_as(
                sea_orm::JoinType::LeftJoin,
                "merge",
                "sampled",
                Expr::col(("sampled", "id")).equals(("review_pair", "merge_id")),
            )
            .and_where(Expr::col(("sampled", "undone_at")).is_null());
    }
    if filter.state == PairState::Open {
        select
            .join_as(
                sea_orm::JoinType::InnerJoin,
                "entity",
                "one",
                Expr::col(("one", "id")).equals(("review_pair", "low")),
            )
            .join_as(
                sea_orm::JoinType::InnerJoin,
                "entity",
                "other",
                Expr::col(("other", "id")).equals(("review_pair", "high")),
            )
            .join_as(
                sea_orm::JoinType::LeftJoin,
                "merge",
                "sampled",
                Expr::col(("sampled", "id")).equals(("review_pair", "merge_id")),
            )
            .cond_where(still_asked());
    }
    select
}

fn still_asked() -> Condition {
    let state = |side: &'static str| Expr::col((side, "state"));
    Cond::any()
        .add(
            Cond::all()
                .add(Expr::col(("review_pair", "merge_id")).is_null())
                .add(state("one").eq(ACTIVE))
                .add(state("other").eq(ACTIVE)),
        )
        .add(
            Cond::all()
                .add(Expr::col(("review_pair", "merge_id")).is_not_null())
                .add(Expr::col(("sampled", "undone_at")).is_null())
                .add(state("one").ne(RETIRED))
                .add(state("other").ne(RETIRED)),
        )
}

impl TryFrom<review_pair::Model> for ReviewPair {
    type Error = Problem;

    fn try_from(row: review_pair::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            low: row.low,
            high: row.high,
            probability: row.probability,
            weights: row.weights,
            community: row.community,
            state: PairState::parse(&row.state).ok_or_else(|| broken("待核对项"))?,
            merge: row.merge_id,
            names: row.names,
            made_at: row.made_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
        })
    }
}
