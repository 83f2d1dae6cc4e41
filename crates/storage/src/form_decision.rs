//! What people decided about items of forms: which element a title asks for, and which titles are
//! the same item. A decision is never changed; taking it back leaves it there, marked.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::form_decision;
use crate::{Store, Timestamp, WriteTx};

/// A decision to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFormDecision {
    /// The decision as the matching reads it; titles only, no values.
    pub body: Value,
    /// Why it was made.
    pub reason: String,
    /// The department of whoever made it.
    pub department: Option<String>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq)]
pub struct FormDecision {
    /// Stable id.
    pub id: i64,
    /// What was decided.
    pub made: NewFormDecision,
    /// Who made it.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
    /// Who took it back.
    pub undone_by: Option<i64>,
    /// When; a decision that was taken back counts no more.
    pub undone_at: Option<Timestamp>,
}

impl Store {
    /// Every decision in the order in which they were made, those taken back among them.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn form_decisions(&self) -> Result<Vec<FormDecision>, Problem> {
        form_decision::Entity::find()
            .order_by_asc(form_decision::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?
            .into_iter()
            .map(open)
            .collect()
    }

    /// A decision.
    ///
    /// # Errors
    /// `decision-missing` when there is none of this id.
    pub async fn form_decision(&self, id: i64) -> Result<FormDecision, Problem> {
        let row = form_decision::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("decision-missing", "决定"))
            .and_then(open)
    }
}

impl WriteTx {
    /// Keeps a decision and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_form_decision(&mut self, new: NewFormDecision) -> Result<i64, Problem> {
        let row = form_decision::ActiveModel {
            id: NotSet,
            body: Set(new.body.to_string()),
            reason: Set(new.reason),
            department: Set(new.department),
            made_by: Set(self.account_id()),
            made_at: Set(self.at()),
            undone_by: Set(None),
            undone_at: Set(None),
        };
        let inserted = form_decision::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("form-decision", inserted.last_insert_id)
            .await?;
        Ok(inserted.last_insert_id)
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// `decision-undone` when somebody has taken it back already, or there is none of this id.
    pub async fn undo_form_decision(&mut self, id: i64) -> Result<(), Problem> {
        let updated = form_decision::Entity::update_many()
            .col_expr(
                form_decision::Column::UndoneBy,
                Expr::value(self.account_id()),
            )
            .col_expr(form_decision::Column::UndoneAt, Expr::value(self.at()))
            .filter(form_decision::Column::Id.eq(id))
            .filter(form_decision::Column::UndoneAt.is_null())
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(Problem::conflict(
                "decision-undone",
                "这条决定已经撤销过了，请刷新页面。",
            ));
        }
        self.changed("form-decision", id, None);
        Ok(())
    }
}

fn open(row: form_decision::Model) -> Result<FormDecision, Problem> {
    Ok(FormDecision {
        id: row.id,
        made: NewFormDecision {
            body: serde_json::from_str(&row.body).map_err(|_| broken("决定"))?,
            reason: row.reason,
            department: row.department,
        },
        made_by: row.made_by,
        made_at: row.made_at,
        undone_by: row.undone_by,
        undone_at: row.undone_at,
    })
}
