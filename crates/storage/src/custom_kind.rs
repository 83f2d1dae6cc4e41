//! Kinds of objects that people define themselves (自定义对象).

use catalog::custom::{Field, key_field};
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
    /// Whether it was put away: it and its objects are on no list until it is taken out again.
    pub archived: bool,
}

impl Store {
    /// Kinds in use, or those that were put away, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn custom_kinds(&self, archived: bool) -> Result<Vec<CustomKind>, Problem> {
        let rows = custom_kind::Entity::find()
            .filter(custom_kind::Column::Archived.eq(archived))
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
        let kind = self.custom_kind_ever(id).await?;
        if kind.archived {
            return Err(missing("kind-missing", "对象类别"));
        }
        Ok(kind)
    }

    /// A kind, put away or not.
    ///
    /// # Errors
    /// `kind-missing` when there never was one of this id.
    pub async fn custom_kind_ever(&self, id: i64) -> Result<CustomKind, Problem> {
        let row = custom_kind::Entity::find_by_id(id)
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
        self.keep_kind_version(inserted.last_insert_id).await?;
        self.created("kind", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Changes name, note and fields of a kind. When another field is its key than before, every
    /// object gets its number anew.
    ///
    /// # Errors
    /// `kind-changed` when it is not of that version any more; `kind-key-twice` when two objects of
    /// an area would have the same number.
    pub async fn set_kind(
        &mut self,
        id: i64,
        version: i64,
        name: &str,
        note: &str,
        fields: &[Field],
    ) -> Result<(), Problem> {
        let before = custom_kind::Entity::find_by_id(id)
            .one(self.connection())
            .await
            .map_err(problem)?
            .ok_or_else(|| missing("kind-missing", "对象类别"))?;
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
            return Err(changed_meanwhile());
        }
        let key_before = fields_of(&before.fields)?;
        let (key_before, key) = (key_field(&key_before), key_field(fields));
        if key_before.map(|field| &field.id) != key.map(|field| &field.id) {
            self.number_items(id, key.map(|field| field.id.as_str()))
                .await?;
        }
        self.keep_kind_version(id).await?;
        self.changed("kind", id, None);
        Ok(())
    }

    /// Puts a kind away or takes it out again. Its objects and their versions stay as they are.
    ///
    /// # Errors
    /// `kind-changed` when somebody else did so already.
    pub async fn archive_kind(&mut self, id: i64, archived: bool) -> Result<(), Problem> {
        let updated = custom_kind::Entity::update_many()
            .col_expr(custom_kind::Column::Archived, Expr::value(archived))
            .filter(custom_kind::Column::Id.eq(id))
            .filter(custom_kind::Column::Archived.eq(!archived))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(changed_meanwhile());
        }
        self.changed("kind", id, None);
        Ok(())
    }
}

fn changed_meanwhile() -> Problem {
    Problem::conflict("kind-changed", "这类对象刚被别人改过，请刷新页面后再改。")
}

/// Fields as they are stored.
pub(crate) fn fields_of(stored: &str) -> Result<Vec<Field>, Problem> {
    serde_json::from_str(stored).map_err(|_| broken("对象类别"))
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
            fields: fields_of(&row.fields)?,
            version: row.version,
            created_by: row.created_by,
            created_at: row.created_at,
            archived: row.archived,
        })
    }
}
