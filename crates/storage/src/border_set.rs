//! Border sets (区划方案): which dwellings belong to which unit, as somebody wrote it down.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::border_set;
use crate::{Store, Timestamp, WriteTx};

/// A border set to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBorderSet {
    /// Name on screen.
    pub name: String,
    /// What it is for.
    pub note: String,
    /// Its rows; whoever keeps them gives them their form.
    pub rows: Value,
    /// The area it is of.
    pub area: String,
    /// Whether everybody who works in the area may use it.
    pub shared: bool,
}

/// A border set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BorderSet {
    /// Stable id.
    pub id: i64,
    /// What is kept of it.
    pub body: NewBorderSet,
    /// Who keeps it.
    pub owner: Option<i64>,
    /// When it was handed in.
    pub made_at: Timestamp,
}

impl Store {
    /// Border sets that are kept, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn border_sets(&self) -> Result<Vec<BorderSet>, Problem> {
        let rows = border_set::Entity::find()
            .filter(border_set::Column::Removed.eq(false))
            .order_by_desc(border_set::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(BorderSet::try_from).collect()
    }

    /// A border set that is kept.
    ///
    /// # Errors
    /// `border-missing` when there is none of this id.
    pub async fn border_set(&self, id: i64) -> Result<BorderSet, Problem> {
        let row = border_set::Entity::find_by_id(id)
            .filter(border_set::Column::Removed.eq(false))
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("border-missing", "区划方案"))?
            .try_into()
    }
}

impl WriteTx {
    /// Keeps a border set and returns its id. It is never changed: a figure names the set it was
    /// counted by.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_border_set(&mut self, new: NewBorderSet) -> Result<i64, Problem> {
        let row = border_set::ActiveModel {
            id: NotSet,
            name: Set(new.name),
            note: Set(new.note),
            rows: Set(new.rows.to_string()),
            area: Set(new.area),
            shared: Set(new.shared),
            owner: Set(self.account_id()),
            made_at: Set(self.at()),
            removed: Set(false),
        };
        let inserted = border_set::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("border_set", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Takes a border set out of use. Figures counted by it stay.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn remove_border_set(&mut self, id: i64) -> Result<(), Problem> {
        border_set::Entity::update_many()
            .col_expr(border_set::Column::Removed, Expr::value(true))
            .filter(border_set::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("border_set", id, None);
        Ok(())
    }
}

impl TryFrom<border_set::Model> for BorderSet {
    type Error = Problem;

    fn try_from(row: border_set::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            body: NewBorderSet {
                name: row.name,
                note: row.note,
                rows: serde_json::from_str(&row.rows).map_err(|_| broken("区划方案"))?,
                area: row.area,
                shared: row.shared,
            },
            owner: row.owner,
            made_at: row.made_at,
        })
    }
}
