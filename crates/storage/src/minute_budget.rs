//! Yearly minutes (年度用时预算): how much of the grassroots' time a department may ask for.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use crate::failure::problem;
use crate::table::minute_budget;
use crate::{Store, WriteTx};

/// What a department may ask for in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinuteBudget {
    /// The department.
    pub department: String,
    /// The year.
    pub year: i32,
    /// Minutes.
    pub minutes: i64,
}

impl From<minute_budget::Model> for MinuteBudget {
    fn from(row: minute_budget::Model) -> Self {
        Self {
            department: row.department,
            year: row.year,
            minutes: row.minutes,
        }
    }
}

impl Store {
    /// The budgets of a year, by department.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn minute_budgets(&self, year: i32) -> Result<Vec<MinuteBudget>, Problem> {
        let rows = minute_budget::Entity::find()
            .filter(minute_budget::Column::Year.eq(year))
            .order_by_asc(minute_budget::Column::Department)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().map(MinuteBudget::from).collect())
    }

    /// The minutes of a department in a year; none where no budget was set.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn minute_budget(&self, department: &str, year: i32) -> Result<Option<i64>, Problem> {
        let row = minute_budget::Entity::find()
            .filter(minute_budget::Column::Department.eq(department))
            .filter(minute_budget::Column::Year.eq(year))
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(row.map(|row| row.minutes))
    }
}

impl WriteTx {
    /// The minutes of a department in a year. Nobody else spends of them until this write ends, so
    /// that two requests sent at once never overdraw them together.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn hold_minute_budget(
        &mut self,
        department: &str,
        year: i32,
    ) -> Result<Option<i64>, Problem> {
        let row = minute_budget::Entity::find()
            .filter(minute_budget::Column::Department.eq(department))
            .filter(minute_budget::Column::Year.eq(year))
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        Ok(row.map(|row| row.minutes))
    }

    /// Sets the minutes of a department in a year.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_minute_budget(&mut self, budget: &MinuteBudget) -> Result<(), Problem> {
        let row = minute_budget::ActiveModel {
            id: NotSet,
            department: Set(budget.department.clone()),
            year: Set(budget.year),
            minutes: Set(budget.minutes),
            set_by: Set(self.account_id()),
            set_at: Set(self.at()),
        };
        minute_budget::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([
                    minute_budget::Column::Department,
                    minute_budget::Column::Year,
                ])
                .update_columns([
                    minute_budget::Column::Minutes,
                    minute_budget::Column::SetBy,
                    minute_budget::Column::SetAt,
                ])
                .to_owned(),
            )
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}
