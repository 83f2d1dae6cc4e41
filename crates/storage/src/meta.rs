//! Small settings of an installation, by name.

use catalog::problem::Problem;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

use crate::failure::problem;
use crate::table::meta;
use crate::{Store, WriteTx};

/// Settings share the table with the key check, so their names carry a mark of their own.
fn name_of(setting: &str) -> String {
    format!("setting:{setting}")
}

impl Store {
    /// A setting; `None` when it was never set.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, Problem> {
        let row = meta::Entity::find_by_id(name_of(name))
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(row.map(|row| String::from_utf8_lossy(&row.value).into_owned()))
    }
}

impl WriteTx {
    /// Sets a setting.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let row = meta::ActiveModel {
            key: Set(name_of(name)),
            value: Set(value.as_bytes().to_vec()),
        };
        meta::Entity::insert(row)
            .on_conflict(
                OnConflict::column(meta::Column::Key)
                    .update_column(meta::Column::Value)
                    .to_owned(),
            )
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}
