//! Files of objects that were imported, and how one is taken back.

use std::collections::{BTreeSet, HashMap};

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::custom_item::{AREAS, CustomItem};
use crate::custom_item_version::{ItemAct, ItemVersion, open};
use crate::failure::{missing, problem};
use crate::table::{custom_import, custom_item, custom_item_version};
use crate::{Store, Timestamp, WriteTx};

/// An imported file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemImport {
    /// Stable id; the versions it made name it as their batch.
    pub id: i64,
    /// The kind of its objects.
    pub kind: i64,
    /// The area of whoever imported it.
    pub area_code: String,
    /// How many objects it made.
    pub created: i64,
    /// How many it changed.
    pub changed: i64,
    /// Who.
    pub by: Option<i64>,
    /// When.
    pub at: Timestamp,
    /// Who took it back.
    pub undone_by: Option<i64>,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
}

/// What taking an import back came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemsUndone {
    /// Objects that it had made and that are removed now.
    pub removed: u64,
    /// Objects that are again what they were before it.
    pub restored: u64,
    /// Objects that stay as they are, because somebody changed or removed them since.
    pub kept: Vec<i64>,
}

/// Imports that a list shows.
const LISTED: u64 = 50;

/// Objects that are put back together.
const TOGETHER: usize = 1_000;

impl Store {
    /// The latest imports of a kind by those who work in these areas, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn item_imports(
        &self,
        kind: i64,
        areas: &[String],
    ) -> Result<Vec<ItemImport>, Problem> {
        let areas = areas.iter().take(AREAS).map(String::as_str);
        let rows = custom_import::Entity::find()
            .filter(custom_import::Column::KindId.eq(kind))
            .filter(custom_import::Column::AreaCode.is_in(areas))
            .order_by_desc(custom_import::Column::Id)
            .limit(LISTED)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().map(ItemImport::from).collect())
    }

    /// An import.
    ///
    /// # Errors
    /// `import-missing` when there is none of this id.
    pub async fn item_import(&self, id: i64) -> Result<ItemImport, Problem> {
        let row = custom_import::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(row.ok_or_else(|| missing("import-missing", "导入"))?.into())
    }
}

impl WriteTx {
    /// Notes an import that will make and change so many objects and returns its id, the batch of
    /// what it writes.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_item_import(
        &mut self,
        kind: i64,
        area_code: &str,
        created: usize,
        changed: usize,
    ) -> Result<i64, Problem> {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let row = custom_import::ActiveModel {
            id: NotSet,
            kind_id: Set(kind),
            area_code: Set(area_code.to_owned()),
            created: Set(number(created)),
            changed: Set(number(changed)),
            created_by: Set(self.account_id()),
            created_at: Set(self.at()),
            undone_by: Set(None),
            undone_at: Set(None),
        };
        let inserted = custom_import::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        Ok(inserted.last_insert_id)
    }

    /// Takes an import back: objects that it made are removed, those that it changed are what they
    /// were before. What somebody changed or removed since stays as it is and is told.
    ///
    /// # Errors
    /// `import-undone` when it was taken back before.
    pub async fn undo_items(&mut self, import: &ItemImport) -> Result<ItemsUndone, Problem> {
        let updated = custom_import::Entity::update_many()
            .col_expr(
                custom_import::Column::UndoneBy,
                Expr::value(self.account_id()),
            )
            .col_expr(custom_import::Column::UndoneAt, Expr::value(self.at()))
            .filter(custom_import::Column::Id.eq(import.id))
            .filter(custom_import::Column::UndoneAt.is_null())
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(Problem::conflict(
                "import-undone",
                "这次导入已经撤销过，请刷新页面。",
            ));
        }
        let made = custom_item_version::Entity::find()
            .filter(custom_item_version::Column::Batch.eq(import.id))
            .filter(custom_item_version::Column::Act.eq(ItemAct::Imported.as_str()))
            .order_by_asc(custom_item_version::Column::ItemId)
            .all(self.connection())
            .await
            .map_err(problem)?;
        let key = self.key_field_of(import.kind).await?;
        let mut undone = ItemsUndone::default();
        for some in made.chunks(TOGETHER) {
            self.undo_some(import.id, some, key.as_deref(), &mut undone)
                .await?;
        }
        Ok(undone)
    }

    async fn undo_some(
        &mut self,
        batch: i64,
        made: &[custom_item_version::Model],
        key: Option<&str>,
        undone: &mut ItemsUndone,
    ) -> Result<(), Problem> {
        let now = self.versions_now(made).await?;
        let mut before = self.versions_before(made).await?;
        let (mut removed, mut restored) = (Vec::new(), Vec::new());
        for row in made {
            let made = open(&self.ring, row.clone())?;
            if now.get(&made.item) != Some(&made.version) {
                undone.kept.push(made.item);
                continue;
            }
            let item = object(&made);
            match before.remove(&(made.item, made.version - 1)) {
                Some(before) => {
                    let before = open(&self.ring, before)?;
                    self.put_item(&item, &before.area_code, &before.values, key)
                        .await?;
                    restored.push(item.id);
                }
                None => {
                    self.take_off(&item).await?;
                    removed.push(item.id);
                }
            }
        }
        self.keep_versions(&removed, ItemAct::Removed, Some(batch))
            .await?;
        self.keep_versions(&restored, ItemAct::Restored, Some(batch))
            .await?;
        undone.removed += removed.len() as u64;
        undone.restored += restored.len() as u64;
        Ok(())
    }

    /// The versions at which objects stand, by object.
    async fn versions_now(
        &self,
        made: &[custom_item_version::Model],
    ) -> Result<HashMap<i64, i64>, Problem> {
        let rows: Vec<(i64, i64)> = custom_item::Entity::find()
            .select_only()
            .columns([custom_item::Column::Id, custom_item::Column::Version])
            .filter(custom_item::Column::Id.is_in(made.iter().map(|row| row.item_id)))
            .into_tuple()
            .all(self.connection())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().collect())
    }

    /// What objects were before these versions, by object and version; those that began with them
    /// were nothing.
    async fn versions_before(
        &self,
        made: &[custom_item_version::Model],
    ) -> Result<HashMap<(i64, i64), custom_item_version::Model>, Problem> {
        let numbers: BTreeSet<i64> = made.iter().map(|row| row.version - 1).collect();
        let rows = custom_item_version::Entity::find()
            .filter(custom_item_version::Column::ItemId.is_in(made.iter().map(|row| row.item_id)))
            .filter(custom_item_version::Column::Version.is_in(numbers))
            .all(self.connection())
            .await
            .map_err(problem)?;
        Ok(rows
            .into_iter()
            .map(|row| ((row.item_id, row.version), row))
            .collect())
    }
}

/// The object as it stands when this is its latest version.
fn object(latest: &ItemVersion) -> CustomItem {
    CustomItem {
        id: latest.item,
        kind: latest.kind,
        area_code: latest.area_code.clone(),
        values: latest.values.clone(),
        version: latest.version,
        updated_at: latest.at,
        removed: latest.act == ItemAct::Removed,
    }
}

impl From<custom_import::Model> for ItemImport {
    fn from(row: custom_import::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind_id,
            area_code: row.area_code,
            created: row.created,
            changed: row.changed,
            by: row.created_by,
            at: row.created_at,
            undone_by: row.undone_by,
            undone_at: row.undone_at,
        }
    }
}
