//! Scheduled pulls (定时抽取): where rows are fetched from, how often, and how each run went.

use catalog::problem::Problem;
use catalog::source::SourceNo;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::{pull, pull_run};
use crate::{KeyRing, Store, Timestamp, WriteTx, sealed};

/// A pull to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPull {
    /// The source whose deliveries it makes.
    pub source: SourceNo,
    /// What it is called.
    pub label: String,
    /// Address with password, what is read, and when.
    pub body: Value,
    /// When it is due first.
    pub next_at: Timestamp,
}

/// A pull.
#[derive(Debug, Clone, PartialEq)]
pub struct Pull {
    /// Stable id.
    pub id: i64,
    /// The source whose deliveries it makes.
    pub source: SourceNo,
    /// What it is called.
    pub label: String,
    /// Address with password, what is read, and when.
    pub body: Value,
    /// It runs by hand only.
    pub paused: bool,
    /// When it is due.
    pub next_at: Option<Timestamp>,
    /// Who made it.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
}

/// One run of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRun {
    /// Stable id.
    pub id: i64,
    /// The pull.
    pub pull: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// `running`, `done`, `same` (nothing had changed) or `failed`.
    pub state: String,
    /// Rows fetched.
    pub rows: i32,
    /// The delivery they became.
    pub delivery: Option<i64>,
    /// Why it failed.
    pub problem: Option<Problem>,
}

const RUNNING: &str = "running";

impl Store {
    /// The pulls of a source, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn pulls(&self, source: SourceNo) -> Result<Vec<Pull>, Problem> {
        let rows = pull::Entity::find()
            .filter(pull::Column::SourceNo.eq(i32::from(source.0)))
            .order_by_asc(pull::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| opened(self.ring(), row))
            .collect()
    }

    /// A pull.
    ///
    /// # Errors
    /// `pull-missing` when there is none of this id.
    pub async fn pull(&self, id: i64) -> Result<Pull, Problem> {
        let row = pull::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        opened(self.ring(), row.ok_or_else(no_pull)?)
    }

    /// The pulls that are due.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn due_pulls(&self, now: Timestamp) -> Result<Vec<Pull>, Problem> {
        let rows = pull::Entity::find()
            .filter(pull::Column::Paused.eq(false))
            .filter(pull::Column::NextAt.lte(now))
            .order_by_asc(pull::Column::NextAt)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| opened(self.ring(), row))
            .collect()
    }

    /// The last runs of a pull, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn pull_runs(&self, pull: i64, most: u64) -> Result<Vec<PullRun>, Problem> {
        let rows = pull_run::Entity::find()
            .filter(pull_run::Column::PullId.eq(pull))
            .order_by_desc(pull_run::Column::Id)
            .limit(most)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().map(PullRun::from).collect())
    }
}

impl WriteTx {
    /// Keeps a pull and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_pull(&mut self, new: &NewPull) -> Result<i64, Problem> {
        let row = pull::ActiveModel {
            id: NotSet,
            source_no: Set(i32::from(new.source.0)),
            label: Set(new.label.clone()),
            body: Set(sealed::seal(&self.ring, &place(new.source), &new.body)),
            paused: Set(false),
            next_at: Set(Some(new.next_at)),
            created_by: Set(self.account_id()),
            created_at: Set(self.at()),
        };
        let inserted = pull::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("pull", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Removes a pull; its runs go with it, its deliveries stay.
    ///
    /// # Errors
    /// `pull-missing` when there is none of this id.
    pub async fn delete_pull(&mut self, id: i64) -> Result<(), Problem> {
        pull_run::Entity::delete_many()
            .filter(pull_run::Column::PullId.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        let deleted = pull::Entity::delete_by_id(id)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if deleted.rows_affected == 0 {
            return Err(no_pull());
        }
        self.changed("pull", id, None);
        Ok(())
    }

    /// Pauses a pull, or lets it go on from a time.
    ///
    /// # Errors
    /// `pull-missing` when there is none of this id.
    pub async fn set_pull_paused(
        &mut self,
        id: i64,
        paused: bool,
        next_at: Timestamp,
    ) -> Result<(), Problem> {
        let updated = pull::Entity::update_many()
            .col_expr(pull::Column::Paused, Expr::value(paused))
            .col_expr(pull::Column::NextAt, Expr::value(next_at))
            .filter(pull::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(no_pull());
        }
        self.changed("pull", id, None);
        Ok(())
    }

    /// Begins a run of a pull that was due at `due` (any time when run by hand) and sets when it
    /// is due next, so that no other process runs it too.
    ///
    /// # Errors
    /// `pull-running` when another process has begun it.
    pub async fn begin_pull_run(
        &mut self,
        pull: &Pull,
        next_at: Timestamp,
    ) -> Result<i64, Problem> {
        let taken = pull::Entity::update_many()
            .col_expr(pull::Column::NextAt, Expr::value(next_at))
            .filter(pull::Column::Id.eq(pull.id))
            .filter(pull::Column::NextAt.eq(pull.next_at))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if taken.rows_affected == 0 {
            return Err(Problem::conflict(
                "pull-running",
                "这项抽取刚刚已经开始，请稍后看它的结果。",
            ));
        }
        let row = pull_run::ActiveModel {
            id: NotSet,
            pull_id: Set(pull.id),
            started_at: Set(self.at()),
            finished_at: Set(None),
            state: Set(RUNNING.to_owned()),
            rows: Set(0),
            delivery_id: Set(None),
            problem: Set(None),
        };
        let inserted = pull_run::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        Ok(inserted.last_insert_id)
    }

    /// Ends a run.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn finish_pull_run(&mut self, run: &PullRun) -> Result<(), Problem> {
        let why = run
            .problem
            .as_ref()
            .map(|why| serde_json::to_string(why).expect("a problem is plain text"));
        pull_run::Entity::update_many()
            .col_expr(pull_run::Column::FinishedAt, Expr::value(self.at()))
            .col_expr(pull_run::Column::State, Expr::value(run.state.as_str()))
            .col_expr(pull_run::Column::Rows, Expr::value(run.rows))
            .col_expr(pull_run::Column::DeliveryId, Expr::value(run.delivery))
            .col_expr(pull_run::Column::Problem, Expr::value(why))
            .filter(pull_run::Column::Id.eq(run.id))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Ends runs that a stopped process has left open, and returns how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn fail_open_pull_runs(&mut self, why: &Problem) -> Result<u64, Problem> {
        let why = serde_json::to_string(why).expect("a problem is plain text");
        let failed = pull_run::Entity::update_many()
            .col_expr(pull_run::Column::FinishedAt, Expr::value(self.at()))
            .col_expr(pull_run::Column::State, Expr::value("failed"))
            .col_expr(pull_run::Column::Problem, Expr::value(why))
            .filter(pull_run::Column::State.eq(RUNNING))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        Ok(failed.rows_affected)
    }
}

/// Not by id, which is known only after the insert.
fn place(source: SourceNo) -> String {
    format!("pull {}", source.0)
}

fn no_pull() -> Problem {
    missing("pull-missing", "抽取")
}

fn opened(ring: &KeyRing, row: pull::Model) -> Result<Pull, Problem> {
    let source = SourceNo(u16::try_from(row.source_no).map_err(|_| broken("来源编号"))?);
    Ok(Pull {
        id: row.id,
        source,
        label: row.label,
        body: sealed::open(ring, &place(source), &row.body)?,
        paused: row.paused,
        next_at: row.next_at,
        created_by: row.created_by,
        created_at: row.created_at,
    })
}

impl From<pull_run::Model> for PullRun {
    fn from(row: pull_run::Model) -> Self {
        Self {
            id: row.id,
            pull: row.pull_id,
            started_at: row.started_at,
            finished_at: row.finished_at,
            state: row.state,
            rows: row.rows,
            delivery: row.delivery_id,
            problem: row.problem.and_then(|why| serde_json::from_str(&why).ok()),
        }
    }
}
