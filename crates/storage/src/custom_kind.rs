//! Kinds of objects that people define themselves (自定义对象).

use catalog::custom::Field;
use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use crate::failure::{broken, missing, problem};
use crate::table::custom_kind;
use crate::{Store, Timestamp, WriteTx};

/// A kind to be made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKind {
    /// Name on screen.
    pub name: String,
    /// What it is for.
    pub note: String,
    /// The department it is of.
    pub department: Option<String>,
    /// The area it is used in.
    pub area_code: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomKind {
    /// Stable id.
    pub id: i64,
    /// Name on screen.
    pub name: String,
    /// What it is for.
    pub note: String,
    /// The department it is of.
    pub department: Option<String>,
    /// The area it is used in.
    pub area_code: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Counts up with every change.
    pub version: i64,
    /// Who made it.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
}

impl Store {
    /// Kinds in use, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn custom_kinds(&self) -> Result<Vec<CustomKind>, Problem> {
        let rows = custom_kind::Entity::find()
            .filter(custom_kind::Column::Archived.eq(false))
            .order_by_asc(custom_kind::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(CustomKind::try_from).collect()
    }

    /// A kind in use.
    ///
    /// # Errors
    /// `kind-missing` when there is none of this id.
    pub async fn custom_kind(&self, id: i64) -> Result<CustomKind, Problem> {
        let row = custom_kind::Entity::find_by_id(id)
            .filter(custom_kind::Column::Archived.eq(false))
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("kind-missing", "对象类别"))?
            .try_into()
    }
}

impl WriteTx {
    /// Keeps a kind and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_kind(&mut self, new: NewKind) -> Result<i64, Problem> {
        let row = custom_kind::ActiveModel {
            id: NotSet,
            name: Set(new.name),
            note: Set(new.note),
            department: Set(new.department),
            area_code: Set(new.area_code),
            fields: Set(fields_text(&new.fields)),
            version: Set(1),
            created_by: Set(self.account_id()),
            created_at: Set(self.at()),
            archived: Set(false),
        };
        let inserted = custom_kind::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("kind", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Changes name, note and fields of a kind.
    ///
    /// # Errors
    /// `kind-changed` when it is not of that version any more.
    pub async fn set_kind(
        &mut self,
        id: i64,
        version: i64,
        name: &str,
        note: &str,
        fields: &[Field],
    ) -> Result<(), Problem> {
        let updated = custom_kind::Entity::update_many()
            .col_expr(custom_kind::Column::Name, Expr::value(name))
            .col_expr(custom_kind::Column::Note, Expr::value(note))
            .col_expr(
                custom_kind::Column::Fields,
                Expr::value(fields_text(fields)),
            )
            .col_expr(
                custom_kind::Column::Version,
                Expr::col(custom_kind::Column::Version).add(1),
            )
            .filter(custom_kind::Column::Id.eq(id))
            .filter(custom_kind::Column::Version.eq(version))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(Problem::conflict(
                "kind-changed",
                "这类对象刚被别人改过，请刷新页面后再改。",
            ));
        }
        self.changed("kind", id, None);
        Ok(())
    }
}

fn fields_text(fields: &[Field]) -> String {
    serde_json::to_string(fields).expect("fields are plain texts")
}

impl TryFrom<custom_kind::Model> for CustomKind {
    type Error = Problem;

    fn try_from(row: custom_kind::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            name: row.name,
            note: row.note,
            department: row.department,
            area_code: row.area_code,
            fields: serde_json::from_str(&row.fields).map_err(|_| broken("对象类别"))?,
            version: row.version,
            created_by: row.created_by,
            created_at: row.created_at,
        })
    }
}
