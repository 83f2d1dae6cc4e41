//! Objects of kinds that people define themselves. Values are sealed, whatever their grade: a
//! free text may hold anything. Every write leaves a version (`custom_item_version.rs`).

use catalog::custom::{ItemValues, key_field, key_of};
use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use crate::custom_item_version::ItemAct;
use crate::custom_kind::fields_of;
use crate::failure::{broken, is_duplicate, missing, problem};
use crate::table::{custom_item, custom_kind};
use crate::{KeyRing, Paging, Store, Timestamp, WriteTx};

/// An object to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomItem {
    /// The area it belongs to.
    pub area_code: String,
    /// Canonical values by field id.
    pub values: ItemValues,
}

/// An object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomItem {
    /// Stable id.
    pub id: i64,
    /// Its kind.
    pub kind: i64,
    /// The area it belongs to.
    pub area_code: String,
    /// Canonical values by field id.
    pub values: ItemValues,
    /// Counts up with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Whether it was removed from the lists.
    pub removed: bool,
}

/// Which objects are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomItemFilter {
    /// Of this kind.
    pub kind: i64,
    /// Belonging to one of these areas.
    pub areas: Vec<String>,
    /// Those that were removed instead of those that are there.
    pub removed: bool,
}

/// Areas named in one statement; far more than a district has.
pub(crate) const AREAS: usize = 5_000;

/// Numbers of objects looked up in one statement.
const KEYS: usize = 1_000;

impl Store {
    /// One page of objects, the newest first, with the number of all matching ones.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn custom_items(
        &self,
        filter: &CustomItemFilter,
        paging: Paging,
    ) -> Result<(u64, Vec<CustomItem>), Problem> {
        let areas = filter.areas.iter().take(AREAS).map(String::as_str);
        let rows = custom_item::Entity::find().filter(
            Condition::all()
                .add(custom_item::Column::KindId.eq(filter.kind))
                .add(custom_item::Column::Removed.eq(filter.removed))
                .add(custom_item::Column::AreaCode.is_in(areas)),
        );
        let total = rows.clone().count(self.reader()).await.map_err(problem)?;
        let rows = rows
            .order_by_desc(custom_item::Column::Id)
            .limit(paging.limit())
            .offset(paging.offset())
            .all(self.reader())
            .await
            .map_err(problem)?;
        let items: Result<Vec<_>, _> = rows
            .into_iter()
            .map(|row| open_item(self.ring(), row))
            .collect();
        Ok((total, items?))
    }

    /// An object.
    ///
    /// # Errors
    /// `item-missing` when there is none of this id, or it was removed.
    pub async fn custom_item(&self, id: i64) -> Result<CustomItem, Problem> {
        let item = self.custom_item_ever(id).await?;
        if item.removed {
            return Err(missing("item-missing", "对象"));
        }
        Ok(item)
    }

    /// An object, removed ones included, as it last was.
    ///
    /// # Errors
    /// `item-missing` when there never was one of this id.
    pub async fn custom_item_ever(&self, id: i64) -> Result<CustomItem, Problem> {
        let row = custom_item::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        open_item(
            self.ring(),
            row.ok_or_else(|| missing("item-missing", "对象"))?,
        )
    }

    /// The objects of a kind that have one of these numbers, whatever area they belong to. Removed
    /// ones have none.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn custom_items_of_keys(
        &self,
        kind: i64,
        keys: &[String],
    ) -> Result<Vec<CustomItem>, Problem> {
        let mut items = Vec::new();
        for some in keys.chunks(KEYS) {
            let blinds = some.iter().map(|key| blind(self.ring(), kind, key));
            let rows = custom_item::Entity::find()
                .filter(custom_item::Column::KindId.eq(kind))
                .filter(custom_item::Column::KeyBlind.is_in(blinds))
                .all(self.reader())
                .await
                .map_err(problem)?;
            for row in rows {
                items.push(open_item(self.ring(), row)?);
            }
        }
        Ok(items)
    }
}

impl WriteTx {
    /// Keeps objects of a kind, those of an imported file under its `batch`, and returns their ids.
    ///
    /// # Errors
    /// `item-key-taken` when another object of the area has the number of one of them.
    pub async fn create_items(
        &mut self,
        kind: i64,
        items: Vec<NewCustomItem>,
        batch: Option<i64>,
    ) -> Result<Vec<i64>, Problem> {
        let key = self.key_field_of(kind).await?;
        let mut ids = Vec::with_capacity(items.len());
        for item in items {
            let row = custom_item::ActiveModel {
                id: NotSet,
                kind_id: Set(kind),
                key_blind: Set(self.key_blind(kind, key.as_deref(), &item.values)),
                area_code: Set(item.area_code),
                payload: Set(self.seal_item(kind, &item.values)),
                version: Set(1),
                created_by: Set(self.account_id()),
                updated_at: Set(self.at()),
                removed: Set(false),
            };
            let inserted = custom_item::Entity::insert(row)
                .exec(self.connection())
                .await
                .map_err(taken)?;
            ids.push(inserted.last_insert_id);
        }
        let act = if batch.is_some() {
            ItemAct::Imported
        } else {
            ItemAct::Created
        };
        self.keep_versions(&ids, act, batch).await?;
        self.changed("kind", kind, None);
        Ok(ids)
    }

    /// Changes an object.
    ///
    /// # Errors
    /// `item-changed` when it is not of that version any more; `item-key-taken` when another object
    /// of the area has its number.
    pub async fn set_item(
        &mut self,
        item: &CustomItem,
        area_code: &str,
        values: &ItemValues,
    ) -> Result<(), Problem> {
        let key = self.key_field_of(item.kind).await?;
        self.put_item(item, area_code, values, key.as_deref())
            .await?;
        self.keep_versions(&[item.id], ItemAct::Changed, None).await
    }

    /// Changes objects of a kind by an imported file; each stays in its area.
    ///
    /// # Errors
    /// As [`Self::set_item`]; then nothing of the write may be kept.
    pub async fn import_changes(
        &mut self,
        kind: i64,
        changes: &[(CustomItem, ItemValues)],
        batch: i64,
    ) -> Result<(), Problem> {
        let key = self.key_field_of(kind).await?;
        for (item, values) in changes {
            self.put_item(item, &item.area_code, values, key.as_deref())
                .await?;
        }
        let ids: Vec<i64> = changes.iter().map(|(item, _)| item.id).collect();
        self.keep_versions(&ids, ItemAct::Imported, Some(batch))
            .await
    }

    /// Gives an object back an area and values that it had, also when it was removed since.
    ///
    /// # Errors
    /// As [`Self::set_item`].
    pub async fn restore_item(
        &mut self,
        item: &CustomItem,
        area_code: &str,
        values: &ItemValues,
    ) -> Result<(), Problem> {
        let key = self.key_field_of(item.kind).await?;
        self.put_item(item, area_code, values, key.as_deref())
            .await?;
        self.keep_versions(&[item.id], ItemAct::Restored, None)
            .await
    }

    /// Removes an object from all lists; its values stay sealed in the database.
    ///
    /// # Errors
    /// `item-changed` when it is not of that version any more.
    pub async fn remove_item(&mut self, item: &CustomItem) -> Result<(), Problem> {
        self.take_off(item).await?;
        self.keep_versions(&[item.id], ItemAct::Removed, None).await
    }

    /// Takes an object off the lists and its number away. The caller leaves the version.
    pub(crate) async fn take_off(&mut self, item: &CustomItem) -> Result<(), Problem> {
        let changes = vec![
            (custom_item::Column::Removed, Expr::value(true)),
            (custom_item::Column::KeyBlind, Expr::value(None::<i64>)),
        ];
        self.update_item(item, changes).await
    }

    /// Gives an object area and values, its number by the kind's key field, and a place on the
    /// lists. The caller leaves the version.
    pub(crate) async fn put_item(
        &mut self,
        item: &CustomItem,
        area_code: &str,
        values: &ItemValues,
        key: Option<&str>,
    ) -> Result<(), Problem> {
        let blind = self.key_blind(item.kind, key, values);
        let changes = vec![
            (custom_item::Column::AreaCode, Expr::value(area_code)),
            (
                custom_item::Column::Payload,
                Expr::value(self.seal_item(item.kind, values)),
            ),
            (custom_item::Column::KeyBlind, Expr::value(blind)),
            (custom_item::Column::Removed, Expr::value(false)),
        ];
        self.update_item(item, changes).await
    }

    async fn update_item(
        &mut self,
        item: &CustomItem,
        changes: Vec<(custom_item::Column, Expr)>,
    ) -> Result<(), Problem> {
        let mut update = custom_item::Entity::update_many()
            .col_expr(
                custom_item::Column::Version,
                Expr::col(custom_item::Column::Version).add(1),
            )
            .col_expr(custom_item::Column::UpdatedAt, Expr::value(self.at()));
        for (column, value) in changes {
            update = update.col_expr(column, value);
        }
        let updated = update
            .filter(custom_item::Column::Id.eq(item.id))
            .filter(custom_item::Column::Version.eq(item.version))
            .filter(custom_item::Column::Removed.eq(item.removed))
            .exec(self.connection())
            .await
            .map_err(taken)?;
        if updated.rows_affected == 0 {
            return Err(Problem::conflict(
                "item-changed",
                "这个对象刚被别人改过或删除，请刷新页面后再改。",
            ));
        }
        self.changed("item", item.id, None);
        Ok(())
    }

    /// Gives every object of a kind its number by a field, or takes all numbers away.
    ///
    /// # Errors
    /// `kind-key-twice` when two objects of an area would have the same.
    pub(crate) async fn number_items(
        &mut self,
        kind: i64,
        key: Option<&str>,
    ) -> Result<(), Problem> {
        custom_item::Entity::update_many()
            .col_expr(custom_item::Column::KeyBlind, Expr::value(None::<i64>))
            .filter(custom_item::Column::KindId.eq(kind))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if key.is_none() {
            return Ok(());
        }
        let rows = custom_item::Entity::find()
            .filter(custom_item::Column::KindId.eq(kind))
            .filter(custom_item::Column::Removed.eq(false))
            .all(self.connection())
            .await
            .map_err(problem)?;
        for row in rows {
            let item = open_item(&self.ring, row)?;
            let blind = self.key_blind(kind, key, &item.values);
            custom_item::Entity::update_many()
                .col_expr(custom_item::Column::KeyBlind, Expr::value(blind))
                .filter(custom_item::Column::Id.eq(item.id))
                .exec(self.connection())
                .await
                .map_err(|err| {
                    if is_duplicate(&err) {
                        return Problem::conflict(
                            "kind-key-twice",
                            "同一区划内已有两个对象的这个字段相同，不能作编号。请先改成各不相同，再设为编号。",
                        );
                    }
                    problem(err)
                })?;
        }
        Ok(())
    }

    /// The id of the field that is the number of a kind's objects.
    pub(crate) async fn key_field_of(&self, kind: i64) -> Result<Option<String>, Problem> {
        let row = custom_kind::Entity::find_by_id(kind)
            .one(self.connection())
            .await
            .map_err(problem)?
            .ok_or_else(|| missing("kind-missing", "对象类别"))?;
        let fields = fields_of(&row.fields)?;
        Ok(key_field(&fields).map(|field| field.id.clone()))
    }

    fn key_blind(&self, kind: i64, key: Option<&str>, values: &ItemValues) -> Option<i64> {
        let number = key_of(key?, values)?;
        Some(blind(&self.ring, kind, &number))
    }

    fn seal_item(&self, kind: i64, values: &ItemValues) -> Vec<u8> {
        let plain = postcard::to_stdvec(values).expect("values are texts");
        self.ring.seal_at(&place(kind), &plain)
    }
}

fn open_item(ring: &KeyRing, row: custom_item::Model) -> Result<CustomItem, Problem> {
    Ok(CustomItem {
        id: row.id,
        kind: row.kind_id,
        area_code: row.area_code,
        values: open_values(ring, row.kind_id, &row.payload)?,
        version: row.version,
        updated_at: row.updated_at,
        removed: row.removed,
    })
}

/// Opens the values of an object or of a version of it.
pub(crate) fn open_values(ring: &KeyRing, kind: i64, sealed: &[u8]) -> Result<ItemValues, Problem> {
    let plain = ring.open_at(&place(kind), sealed)?;
    postcard::from_bytes(&plain).map_err(|_| broken("对象"))
}

/// What an object is found by when its number is known: sealed values cannot be searched.
fn blind(ring: &KeyRing, kind: i64, key: &str) -> i64 {
    ring.blind("item-key", &format!("{kind} {key}"))
}

/// The only constraint that objects may break is that numbers are given once in an area.
fn taken(err: DbErr) -> Problem {
    if is_duplicate(&err) {
        return Problem::conflict(
            "item-key-taken",
            "这个编号在同一区划内已经登记过，请改原来的那一条，或换一个编号。",
        );
    }
    problem(err)
}

/// Where an object's values belong; sealed to its kind, because its id is given by the insert.
fn place(kind: i64) -> [u8; 9] {
    let mut place = *b"i........";
    place[1..].copy_from_slice(&kind.to_be_bytes());
    place
}
