//! Cut-overs (平移): what was taken over from an old system together, to be rolled back together.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::cutover;
use crate::{Store, Timestamp, WriteTx};

/// Where a cut-over stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutoverState {
    /// Its deliveries are being loaded. One that stays so was interrupted and can be rolled back.
    Running,
    /// All its deliveries are in the registry.
    Done,
    /// They have been taken out again.
    RolledBack,
}

impl CutoverState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::RolledBack => "rolled-back",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Running, Self::Done, Self::RolledBack]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// A cut-over.
#[derive(Debug, Clone, PartialEq)]
pub struct Cutover {
    /// Stable id.
    pub id: i64,
    /// Its name, as the mapping file gives it.
    pub name: String,
    /// Where it stands.
    pub state: CutoverState,
    /// When it began.
    pub at: Timestamp,
    /// Who did it.
    pub account_id: Option<i64>,
    /// The digest of the registry from before.
    pub digest_before: String,
    /// Its deliveries in the order of loading.
    pub deliveries: Vec<i64>,
    /// Counts and sums, without personal values, as the service writes them.
    pub report: Value,
}

impl Store {
    /// Cut-overs, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn cutovers(&self) -> Result<Vec<Cutover>, Problem> {
        let rows = cutover::Entity::find()
            .order_by_desc(cutover::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(Cutover::try_from).collect()
    }

    /// A cut-over.
    ///
    /// # Errors
    /// `cutover-missing` when there is none of this id.
    pub async fn cutover(&self, id: i64) -> Result<Cutover, Problem> {
        let row = cutover::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("cutover-missing", "平移"))
            .and_then(Cutover::try_from)
    }
}

impl WriteTx {
    /// Notes that a cut-over begins and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_cutover(&mut self, name: &str, digest_before: &str) -> Result<i64, Problem> {
        let row = cutover::ActiveModel {
            id: NotSet,
            name: Set(name.to_owned()),
            state: Set(CutoverState::Running.as_str().to_owned()),
            at: Set(self.at()),
            account_id: Set(self.account_id()),
            digest_before: Set(digest_before.to_owned()),
            deliveries: Set("[]".to_owned()),
            report: Set("null".to_owned()),
        };
        let inserted = cutover::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("cutover", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Notes how far a cut-over is.
    ///
    /// # Errors
    /// `cutover-missing` when there is none of this id.
    pub async fn step_cutover(
        &mut self,
        id: i64,
        state: CutoverState,
        deliveries: &[i64],
        report: &Value,
    ) -> Result<(), Problem> {
        let updated = cutover::Entity::update_many()
            .col_expr(cutover::Column::State, Expr::value(state.as_str()))
            .col_expr(
                cutover::Column::Deliveries,
                Expr::value(Value::from(deliveries.to_vec()).to_string()),
            )
            .col_expr(cutover::Column::Report, Expr::value(report.to_string()))
            .filter(cutover::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing("cutover-missing", "平移"));
        }
        self.changed("cutover", id, None);
        Ok(())
    }
}

impl TryFrom<cutover::Model> for Cutover {
    type Error = Problem;

    fn try_from(row: cutover::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            name: row.name,
            state: CutoverState::parse(&row.state).ok_or_else(|| broken("平移状态"))?,
            at: row.at,
            account_id: row.account_id,
            digest_before: row.digest_before,
            deliveries: serde_json::from_str(&row.deliveries).map_err(|_| broken("平移"))?,
            report: serde_json::from_str(&row.report).map_err(|_| broken("平移"))?,
        })
    }
}
