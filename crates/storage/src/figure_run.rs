//! Figures that somebody asked for (统计): the question and what came of it. Only counts are kept,
//! never whom they count.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::figure_run;
use crate::{Store, Timestamp, WriteTx};

/// A question for figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRun {
    /// Stable id.
    pub id: i64,
    /// What was asked.
    pub asked: Value,
    /// What came of it; `None` while it is being counted, and when it failed.
    pub result: Option<Value>,
    /// Why nothing came of it.
    pub problem: Option<Problem>,
    /// The area it is about.
    pub area: String,
    /// Who asked.
    pub asked_by: Option<i64>,
    /// When.
    pub asked_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
}

impl Store {
    /// The newest questions of an account, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn figure_runs(&self, account: i64, limit: u64) -> Result<Vec<FigureRun>, Problem> {
        let rows = figure_run::Entity::find()
            .filter(figure_run::Column::AskedBy.eq(account))
            .order_by_desc(figure_run::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(FigureRun::try_from).collect()
    }

    /// A question of an account.
    ///
    /// # Errors
    /// `figures-missing` when the account asked none of this id.
    pub async fn figure_run(&self, id: i64, account: i64) -> Result<FigureRun, Problem> {
        let row = figure_run::Entity::find_by_id(id)
            .filter(figure_run::Column::AskedBy.eq(account))
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("figures-missing", "统计"))?
            .try_into()
    }
}

impl WriteTx {
    /// Notes a question and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn ask_figures(&mut self, asked: &Value, area: &str) -> Result<i64, Problem> {
        let row = figure_run::ActiveModel {
            id: NotSet,
            asked: Set(asked.to_string()),
            result: Set(None),
            problem: Set(None),
            area: Set(area.to_owned()),
            asked_by: Set(self.account_id()),
            asked_at: Set(self.at()),
            done_at: Set(None),
        };
        let inserted = figure_run::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("figure_run", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Keeps what came of a question, or why nothing did.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_figures(
        &mut self,
        id: i64,
        outcome: Result<&Value, &Problem>,
    ) -> Result<(), Problem> {
        let failure = outcome
            .err()
            .map(|problem| serde_json::to_string(problem).expect("a problem is plain texts"));
        figure_run::Entity::update_many()
            .col_expr(
                figure_run::Column::Result,
                Expr::value(outcome.ok().map(Value::to_string)),
            )
            .col_expr(figure_run::Column::Problem, Expr::value(failure))
            .col_expr(figure_run::Column::DoneAt, Expr::value(Some(self.at())))
            .filter(figure_run::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("figure_run", id, None);
        Ok(())
    }
}

impl TryFrom<figure_run::Model> for FigureRun {
    type Error = Problem;

    fn try_from(row: figure_run::Model) -> Result<Self, Problem> {
        let read = |text: &str| serde_json::from_str(text).map_err(|_| broken("统计"));
        Ok(Self {
            id: row.id,
            asked: read(&row.asked)?,
            result: row.result.as_deref().map(read).transpose()?,
            problem: row
                .problem
                .map(|text| serde_json::from_str(&text).map_err(|_| broken("统计")))
                .transpose()?,
            area: row.area,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            done_at: row.done_at,
        })
    }
}
