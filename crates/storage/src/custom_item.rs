//! Objects of kinds that people define themselves. Values are sealed, whatever their grade: a
//! free text may hold anything.

use catalog::custom::ItemValues;
use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use crate::failure::{broken, missing, problem};
use crate::table::custom_item;
use crate::{Paging, Store, Timestamp, WriteTx};

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
}

/// Which objects are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomItemFilter {
    /// Of this kind.
    pub kind: i64,
    /// Belonging to one of these areas.
    pub areas: Vec<String>,
}

/// Areas named in one statement; far more than a district has.
const AREAS: usize = 5_000;

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
                .add(custom_item::Column::Removed.eq(false))
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
        let items: Result<Vec<_>, _> = rows.into_iter().map(|row| self.open_item(row)).collect();
        Ok((total, items?))
    }

    /// An object.
    ///
    /// # Errors
    /// `item-missing` when there is none of this id, or it was removed.
    pub async fn custom_item(&self, id: i64) -> Result<CustomItem, Problem> {
        let row = custom_item::Entity::find_by_id(id)
            .filter(custom_item::Column::Removed.eq(false))
            .one(self.reader())
            .await
            .map_err(problem)?;
        self.open_item(row.ok_or_else(|| missing("item-missing", "对象"))?)
    }

    fn open_item(&self, row: custom_item::Model) -> Result<CustomItem, Problem> {
        let plain = self.ring().open_at(&place(row.kind_id), &row.payload)?;
        Ok(CustomItem {
            id: row.id,
            kind: row.kind_id,
            area_code: row.area_code,
            values: postcard::from_bytes(&plain).map_err(|_| broken("对象"))?,
            version: row.version,
            updated_at: row.updated_at,
        })
    }
}

impl WriteTx {
    /// Keeps objects of a kind and returns their ids.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_items(
        &mut self,
        kind: i64,
        items: Vec<NewCustomItem>,
    ) -> Result<Vec<i64>, Problem> {
        let mut ids = Vec::with_capacity(items.len());
        for item in items {
            let row = custom_item::ActiveModel {
                id: NotSet,
                kind_id: Set(kind),
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
                .map_err(problem)?;
            ids.push(inserted.last_insert_id);
        }
        self.changed("kind", kind, None);
        Ok(ids)
    }

    /// Changes an object.
    ///
    /// # Errors
    /// `item-changed` when it is not of that version any more.
    pub async fn set_item(
        &mut self,
        item: &CustomItem,
        area_code: &str,
        values: &ItemValues,
    ) -> Result<(), Problem> {
        let payload = self.seal_item(item.kind, values);
        self.update_item(
            item,
            vec![
                (custom_item::Column::AreaCode, Expr::value(area_code)),
                (custom_item::Column::Payload, Expr::value(payload)),
            ],
        )
        .await
    }

    /// Removes an object from all lists; its values stay sealed in the database.
    ///
    /// # Errors
    /// `item-changed` when it is not of that version any more.
    pub async fn remove_item(&mut self, item: &CustomItem) -> Result<(), Problem> {
        self.update_item(
            item,
            vec![(custom_item::Column::Removed, Expr::value(true))],
        )
        .await
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
            .filter(custom_item::Column::Removed.eq(false))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(Problem::conflict(
                "item-changed",
                "这个对象刚被别人改过或删除，请刷新页面后再改。",
            ));
        }
        self.changed("item", item.id, None);
        Ok(())
    }

    fn seal_item(&self, kind: i64, values: &ItemValues) -> Vec<u8> {
        let plain = postcard::to_stdvec(values).expect("values are texts");
        self.ring.seal_at(&place(kind), &plain)
    }
}

/// Where an object's values belong; sealed to its kind, because its id is given by the insert.
fn place(kind: i64) -> [u8; 9] {
    let mut place = *b"i........";
    place[1..].copy_from_slice(&kind.to_be_bytes());
    place
}
