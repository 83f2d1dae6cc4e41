//! What kinds of objects were, so that old values keep their titles and choices.

use catalog::custom::Field;
use catalog::problem::Problem;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::custom_kind::fields_of;
use crate::failure::{broken, problem};
use crate::table::custom_kind_version;
use crate::{Store, Timestamp, WriteTx};

/// What a kind was from a change to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindVersion {
    /// Counts up with every change.
    pub version: i64,
    /// Name on screen.
    pub name: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// When it was so written.
    pub at: Timestamp,
}

impl Store {
    /// All known versions of a kind, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn kind_versions(&self, kind: i64) -> Result<Vec<KindVersion>, Problem> {
        let rows = custom_kind_version::Entity::find()
            .filter(custom_kind_version::Column::KindId.eq(kind))
            .order_by_asc(custom_kind_version::Column::Version)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| {
                Ok(KindVersion {
                    version: row.version,
                    name: row.name,
                    fields: fields_of(&row.fields)?,
                    at: row.changed_at,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Leaves a kind as it stands now.
    pub(crate) async fn keep_kind_version(&mut self, kind: i64) -> Result<(), Problem> {
        let now = Query::select()
            .columns(["id", "version", "name", "note", "fields"])
            .expr(Expr::val(self.account_id()))
            .expr(Expr::val(self.at()))
            .from("custom_kind")
            .and_where(Expr::col("id").eq(kind))
            .take();
        let mut keep = Query::insert();
        keep.into_table("custom_kind_version")
            .columns([
                "kind_id",
                "version",
                "name",
                "note",
                "fields",
                "changed_by",
                "changed_at",
            ])
            .select_from(now)
            .map_err(|_| broken("对象类别"))?;
        self.connection().execute(&keep).await.map_err(problem)?;
        Ok(())
    }
}
