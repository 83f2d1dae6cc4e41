//! Areas (区划) as the administrator loaded them, in tree order.

use catalog::problem::Problem;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};

use crate::failure::problem;
use crate::table::area;
use crate::{Store, WriteTx};

/// One area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRow {
    /// 12 digits, 15 for a grid.
    pub code: String,
    /// Name on screen.
    pub name: String,
    /// Its level, as `catalog::area::Level` writes it.
    pub level: String,
    /// Code of the area above; `None` for the root.
    pub parent: Option<String>,
    /// Place in tree order, from 0.
    pub position: i32,
}

impl Store {
    /// Every area in tree order; empty until areas were loaded.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn areas(&self) -> Result<Vec<AreaRow>, Problem> {
        let rows = area::Entity::find()
            .order_by_asc(area::Column::Position)
            .order_by_asc(area::Column::Code)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().map(AreaRow::from).collect())
    }
}

impl WriteTx {
    /// Replaces the whole tree.
    ///
    /// # Errors
    /// `area-duplicate` when a code occurs twice.
    pub async fn replace_areas(&mut self, areas: &[AreaRow]) -> Result<(), Problem> {
        area::Entity::delete_many()
            .exec(self.connection())
            .await
            .map_err(problem)?;
        for some in areas.chunks(1000) {
            area::Entity::insert_many(some.iter().map(active))
                .exec_without_returning(self.connection())
                .await
                .map_err(|err| match crate::failure::is_duplicate(&err) {
                    true => Problem::bad_input(
                        "area-duplicate",
                        "区划表中有重复的区划代码，请删除重复行后重新导入。",
                    ),
                    false => problem(err),
                })?;
        }
        self.changed("area", "", None);
        Ok(())
    }
}

fn active(area: &AreaRow) -> area::ActiveModel {
    area::ActiveModel {
        code: Set(area.code.clone()),
        name: Set(area.name.clone()),
        level: Set(area.level.clone()),
        parent: Set(area.parent.clone()),
        position: Set(area.position),
    }
}

impl From<area::Model> for AreaRow {
    fn from(row: area::Model) -> Self {
        Self {
            code: row.code,
            name: row.name,
            level: row.level,
            parent: row.parent,
            position: row.position,
        }
    }
}
