//! Saved comparisons (比对) of two lists, with their runs.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::{comparison, comparison_item, comparison_run};
use crate::{NewItem, Store, Timestamp, WriteTx};

/// A comparison to be saved. Nothing in it may be personal: it is kept in plain.
#[derive(Debug, Clone, PartialEq)]
pub struct NewComparison {
    /// Title on screen.
    pub title: String,
    /// The area it is about.
    pub area: String,
    /// The department it belongs to; none for that of a street.
    pub department: Option<String>,
    /// Both sides, keys and fields, as the service writes them.
    pub definition: Value,
    /// Whether it runs after every new delivery of a source in it.
    pub each_delivery: bool,
}

/// A saved comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Stable id.
    pub id: i64,
    /// Title on screen.
    pub title: String,
    /// The area it is about.
    pub area: String,
    /// The department it belongs to.
    pub department: Option<String>,
    /// Both sides, keys and fields.
    pub definition: Value,
    /// Whether it runs after every new delivery of a source in it.
    pub each_delivery: bool,
    /// Who saved it.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
    /// Put away: it neither runs nor is listed.
    pub archived: bool,
}

/// What a run came to before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRun {
    /// The comparison.
    pub comparison_id: i64,
    /// Counts as the service writes them.
    pub figures: Value,
    /// Why it failed; then it has no items and changes none.
    pub problem: Option<Problem>,
    /// Whether `items` are all there are. Otherwise none is said to be gone.
    pub complete: bool,
}

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRun {
    /// Stable id; counts up.
    pub id: i64,
    /// The comparison.
    pub comparison_id: i64,
    /// When.
    pub at: Timestamp,
    /// Who set it going; none when a delivery did.
    pub account_id: Option<i64>,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// Counts as the service writes them.
    pub figures: Value,
    /// Items that the run before did not have.
    pub appeared: i64,
    /// Items of the run before that are no more.
    pub gone: i64,
    /// Items without an outcome.
    pub open: i64,
}

impl Store {
    /// Comparisons that are not put away, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn comparisons(&self) -> Result<Vec<Comparison>, Problem> {
        let rows = comparison::Entity::find()
            .filter(comparison::Column::Archived.eq(false))
            .order_by_desc(comparison::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(Comparison::try_from).collect()
    }

    /// A comparison.
    ///
    /// # Errors
    /// `comparison-missing` when there is none of this id.
    pub async fn comparison(&self, id: i64) -> Result<Comparison, Problem> {
        let row = comparison::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("comparison-missing", "比对"))
            .and_then(Comparison::try_from)
    }

    /// The newest runs of a comparison, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn comparison_runs(
        &self,
        comparison: i64,
        limit: u64,
    ) -> Result<Vec<ComparisonRun>, Problem> {
        let rows = comparison_run::Entity::find()
            .filter(comparison_run::Column::ComparisonId.eq(comparison))
            .order_by_desc(comparison_run::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(ComparisonRun::try_from).collect()
    }
}

impl WriteTx {
    /// Saves a comparison and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_comparison(&mut self, new: NewComparison) -> Result<i64, Problem> {
        let row = comparison::ActiveModel {
            id: NotSet,
            title: Set(new.title),
            area: Set(new.area),
            department: Set(new.department),
            definition: Set(new.definition.to_string()),
            each_delivery: Set(new.each_delivery),
            created_by: Set(self.account_id()),
            created_at: Set(self.at()),
            archived: Set(false),
        };
        let inserted = comparison::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("comparison", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Puts a comparison away. Its runs and outcomes stay.
    ///
    /// # Errors
    /// `comparison-missing` when there is none of this id.
    pub async fn archive_comparison(&mut self, id: i64) -> Result<(), Problem> {
        let updated = comparison::Entity::update_many()
            .col_expr(comparison::Column::Archived, Expr::value(true))
            .filter(comparison::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing("comparison-missing", "比对"));
        }
        self.changed("comparison", id, None);
        Ok(())
    }

    /// Keeps a run with its items and returns it. An item of an earlier run with the same key is
    /// the same item: its outcome stays for as long as the difference is the same; another
    /// difference opens it again.
    ///
    /// # Errors
    /// When the database refuses. No two items may have the same key.
    pub async fn put_comparison_run(
        &mut self,
        new: NewRun,
        items: Vec<NewItem>,
    ) -> Result<ComparisonRun, Problem> {
        let failed = new.problem.is_some();
        let row = comparison_run::ActiveModel {
            id: NotSet,
            comparison_id: Set(new.comparison_id),
            at: Set(self.at()),
            account_id: Set(self.account_id()),
            problem: Set(new
                .problem
                .map(|why| serde_json::to_string(&why).expect("a problem is plain text"))),
            figures: Set(new.figures.to_string()),
            appeared: Set(0),
            gone: Set(0),
            open: Set(0),
        };
        let run = comparison_run::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?
            .last_insert_id;
        let mut gone = 0;
        if !failed {
            self.put_items(new.comparison_id, run, items).await?;
            if new.complete {
                gone = self.mark_gone(new.comparison_id, run).await?;
            }
        }
        self.count_run(new.comparison_id, run, gone).await?;
        self.changed("comparison", new.comparison_id, None);
        let row = comparison_run::Entity::find_by_id(run)
            .one(self.connection())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| broken("比对结果"))
            .and_then(ComparisonRun::try_from)
    }

    async fn mark_gone(&self, comparison: i64, run: i64) -> Result<i64, Problem> {
        let gone = comparison_item::Entity::update_many()
            .col_expr(comparison_item::Column::GoneRun, Expr::value(run))
            .filter(comparison_item::Column::ComparisonId.eq(comparison))
            .filter(comparison_item::Column::LastRun.ne(run))
            .filter(comparison_item::Column::GoneRun.is_null())
            .exec(self.connection())
            .await
            .map_err(problem)?;
        Ok(i64::try_from(gone.rows_affected).unwrap_or(i64::MAX))
    }

    async fn count_run(&self, comparison: i64, run: i64, gone: i64) -> Result<(), Problem> {
        let items = comparison_item::Entity::find()
            .filter(comparison_item::Column::ComparisonId.eq(comparison))
            .filter(comparison_item::Column::GoneRun.is_null());
        let appeared = items
            .clone()
            .filter(comparison_item::Column::AppearedRun.eq(run))
            .count(self.connection())
            .await
            .map_err(problem)?;
        let open = items
            .filter(comparison_item::Column::Outcome.is_null())
            .count(self.connection())
            .await
            .map_err(problem)?;
        let whole = |count| i64::try_from(count).unwrap_or(i64::MAX);
        comparison_run::Entity::update_many()
            .col_expr(
                comparison_run::Column::Appeared,
                Expr::value(whole(appeared)),
            )
            .col_expr(comparison_run::Column::Gone, Expr::value(gone))
            .col_expr(comparison_run::Column::Open, Expr::value(whole(open)))
            .filter(comparison_run::Column::Id.eq(run))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}

impl TryFrom<comparison::Model> for Comparison {
    type Error = Problem;

    fn try_from(row: comparison::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            title: row.title,
            area: row.area,
            department: row.department,
            definition: serde_json::from_str(&row.definition).map_err(|_| broken("比对"))?,
            each_delivery: row.each_delivery,
            created_by: row.created_by,
            created_at: row.created_at,
            archived: row.archived,
        })
    }
}

impl TryFrom<comparison_run::Model> for ComparisonRun {
    type Error = Problem;

    fn try_from(row: comparison_run::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            comparison_id: row.comparison_id,
            at: row.at,
            account_id: row.account_id,
            problem: row.problem.and_then(|why| serde_json::from_str(&why).ok()),
            figures: serde_json::from_str(&row.figures).map_err(|_| broken("比对结果"))?,
            appeared: row.appeared,
            gone: row.gone,
            open: row.open,
        })
    }
}
