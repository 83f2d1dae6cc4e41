//! Own tables (自由制表): which columns and rows somebody wants to see of the registry. Values are
//! never kept here; they are read when somebody looks, with the rights of whoever looks.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::Value;

use crate::failure::{broken, missing, moved_on, problem};
use crate::table::own_table;
use crate::{Store, Timestamp, WriteTx};

/// An own table to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOwnTable {
    /// Name on screen.
    pub name: String,
    /// What it is for.
    pub note: String,
    /// Columns and rows, as the service writes them.
    pub definition: Value,
    /// The area it is of.
    pub area: String,
    /// The department it is of.
    pub department: Option<String>,
    /// Whether everybody who works in the area may use it.
    pub shared_area: bool,
    /// Roles (stable words) that may use it within the area.
    pub shared_roles: Vec<String>,
}

/// An own table.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnTable {
    /// Stable id.
    pub id: i64,
    /// What is kept of it.
    pub body: NewOwnTable,
    /// Who keeps it.
    pub owner: Option<i64>,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Counts the changes; a change names the version it was made on.
    pub version: i64,
}

impl Store {
    /// Own tables that are kept, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn own_tables(&self) -> Result<Vec<OwnTable>, Problem> {
        let rows = own_table::Entity::find()
            .filter(own_table::Column::Removed.eq(false))
            .order_by_desc(own_table::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(OwnTable::try_from).collect()
    }

    /// An own table that is kept.
    ///
    /// # Errors
    /// `table-missing` when there is none of this id.
    pub async fn own_table(&self, id: i64) -> Result<OwnTable, Problem> {
        let row = own_table::Entity::find_by_id(id)
            .filter(own_table::Column::Removed.eq(false))
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("table-missing", "自由表"))?
            .try_into()
    }
}

impl WriteTx {
    /// Keeps an own table and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_own_table(&mut self, new: NewOwnTable) -> Result<i64, Problem> {
        let row = own_table::ActiveModel {
            id: NotSet,
            name: Set(new.name),
            note: Set(new.note),
            definition: Set(new.definition.to_string()),
            area: Set(new.area),
            department: Set(new.department),
            shared_area: Set(new.shared_area),
            shared_roles: Set(roles_text(&new.shared_roles)),
            owner: Set(self.account_id()),
            changed_at: Set(self.at()),
            version: Set(1),
            removed: Set(false),
        };
        let inserted = own_table::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("own_table", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Changes an own table: its words, its columns and rows and with whom it is shared.
    ///
    /// # Errors
    /// `version-conflict` when it is not of that version any more.
    pub async fn change_own_table(
        &mut self,
        id: i64,
        version: i64,
        new: &NewOwnTable,
    ) -> Result<(), Problem> {
        let update = own_table::Entity::update_many()
            .col_expr(own_table::Column::Name, Expr::value(&new.name))
            .col_expr(own_table::Column::Note, Expr::value(&new.note))
            .col_expr(
                own_table::Column::Definition,
                Expr::value(new.definition.to_string()),
            )
            .col_expr(own_table::Column::SharedArea, Expr::value(new.shared_area))
            .col_expr(
                own_table::Column::SharedRoles,
                Expr::value(roles_text(&new.shared_roles)),
            );
        self.update_own_table(id, version, update).await
    }

    /// Takes an own table out of use. Templates that were made of it stay.
    ///
    /// # Errors
    /// `version-conflict` when it is not of that version any more.
    pub async fn remove_own_table(&mut self, id: i64, version: i64) -> Result<(), Problem> {
        let update = own_table::Entity::update_many()
            .col_expr(own_table::Column::Removed, Expr::value(true));
        self.update_own_table(id, version, update).await
    }

    async fn update_own_table(
        &mut self,
        id: i64,
        version: i64,
        update: sea_orm::UpdateMany<own_table::Entity>,
    ) -> Result<(), Problem> {
        let updated = update
            .col_expr(own_table::Column::ChangedAt, Expr::value(self.at()))
            .col_expr(own_table::Column::Version, Expr::value(version + 1))
            .filter(own_table::Column::Id.eq(id))
            .filter(own_table::Column::Version.eq(version))
            .filter(own_table::Column::Removed.eq(false))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(moved_on("自由表"));
        }
        self.changed("own_table", id, None);
        Ok(())
    }
}

fn roles_text(roles: &[String]) -> String {
    serde_json::to_string(roles).expect("words are plain texts")
}

impl TryFrom<own_table::Model> for OwnTable {
    type Error = Problem;

    fn try_from(row: own_table::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            body: NewOwnTable {
                name: row.name,
                note: row.note,
                definition: serde_json::from_str(&row.definition).map_err(|_| broken("自由表"))?,
                area: row.area,
                department: row.department,
                shared_area: row.shared_area,
                shared_roles: serde_json::from_str(&row.shared_roles)
                    .map_err(|_| broken("自由表"))?,
            },
            owner: row.owner,
            changed_at: row.changed_at,
            version: row.version,
        })
    }
}
