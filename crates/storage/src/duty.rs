//! Items that an installation adds to the duty list (基层职责清单).

use catalog::duty::{Duty, DutyKind};
use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use crate::failure::{broken, is_duplicate, missing, problem};
use crate::table::duty;
use crate::{Store, WriteTx};

impl Store {
    /// The items that were added here, in the order of their names; removed ones too when asked
    /// for, because old requests still name them.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn added_duties(&self, removed_too: bool) -> Result<Vec<Duty>, Problem> {
        let mut rows = duty::Entity::find();
        if !removed_too {
            rows = rows.filter(duty::Column::Removed.eq(false));
        }
        let rows = rows
            .order_by_asc(duty::Column::Field)
            .order_by_asc(duty::Column::Name)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| {
                Ok(Duty {
                    kind: DutyKind::parse(&row.kind).ok_or_else(|| broken("职责清单"))?,
                    id: row.id,
                    name: row.name,
                    field: row.field,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Adds an item.
    ///
    /// # Errors
    /// `duty-exists` when there is one of this id.
    pub async fn add_duty(&mut self, new: &Duty) -> Result<(), Problem> {
        let row = duty::ActiveModel {
            id: Set(new.id.clone()),
            name: Set(new.name.clone()),
            kind: Set(new.kind.as_str().to_owned()),
            field: Set(new.field.clone()),
            removed: Set(false),
            made_by: Set(self.account_id()),
            made_at: Set(self.at()),
        };
        duty::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(|err| {
                if is_duplicate(&err) {
                    return Problem::conflict("duty-exists", "清单里已有这一项，请换一个名称。");
                }
                problem(err)
            })
    }

    /// Takes an added item off the list; requests that named it keep its name.
    ///
    /// # Errors
    /// `duty-missing` when none was added under this id.
    pub async fn remove_duty(&mut self, id: &str) -> Result<(), Problem> {
        let updated = duty::Entity::update_many()
            .col_expr(duty::Column::Removed, Expr::value(true))
            .filter(duty::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing("duty-missing", "本地添加的清单事项"));
        }
        Ok(())
    }
}
