//! What objects of self-defined kinds were: each change leaves the object as it then stood, in the
//! same write, and nothing ever changes or removes what was left.

use catalog::custom::ItemValues;
use catalog::problem::Problem;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use crate::custom_item::{AREAS, CustomItemFilter, open_values};
use crate::failure::{broken, problem};
use crate::table::custom_item_version;
use crate::{KeyRing, Paging, Store, Timestamp, WriteTx};

/// How a version came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemAct {
    /// Registered by hand.
    Created,
    /// Made or changed by an imported file.
    Imported,
    /// Changed by hand.
    Changed,
    /// Removed from the lists, by hand or (with a batch) because its import was taken back.
    Removed,
    /// Brought back to an earlier version, by hand or because an import was taken back.
    Restored,
}

impl ItemAct {
    const ALL: [Self; 5] = [
        Self::Created,
        Self::Imported,
        Self::Changed,
        Self::Removed,
        Self::Restored,
    ];

    /// Its stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Imported => "imported",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Restored => "restored",
        }
    }
}

/// What an object was from a change to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemVersion {
    /// The object.
    pub item: i64,
    /// Counts from 1; an object whose first known version is a later one was there before versions
    /// were kept.
    pub version: i64,
    /// Its kind.
    pub kind: i64,
    /// The version of the kind under which it was written.
    pub kind_version: i64,
    /// The area it belonged to.
    pub area_code: String,
    /// Canonical values by field id; of a removal those that it had.
    pub values: ItemValues,
    /// How it came about.
    pub act: ItemAct,
    /// The import that made it or was taken back with it.
    pub batch: Option<i64>,
    /// Who; `None` where it was not written down.
    pub by: Option<i64>,
    /// When.
    pub at: Timestamp,
}

/// Objects whose versions are kept in one statement.
const KEPT: usize = 1_000;

impl Store {
    /// All known versions of an object, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn item_history(&self, item: i64) -> Result<Vec<ItemVersion>, Problem> {
        let rows = custom_item_version::Entity::find()
            .filter(custom_item_version::Column::ItemId.eq(item))
            .order_by_asc(custom_item_version::Column::Version)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(|row| open(self.ring(), row)).collect()
    }

    /// One page of the objects as they were known at a moment, the newest first, with the number of
    /// all: of each the newest version not after it, where that is no removal and lies in the areas.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn custom_items_known(
        &self,
        filter: &CustomItemFilter,
        moment: Timestamp,
        paging: Paging,
    ) -> Result<(u64, Vec<ItemVersion>), Problem> {
        let rows = known(filter, moment);
        let total = rows.clone().count(self.reader()).await.map_err(problem)?;
        let rows = rows
            .order_by_desc(custom_item_version::Column::ItemId)
            .limit(paging.limit())
            .offset(paging.offset())
            .all(self.reader())
            .await
            .map_err(problem)?;
        let items: Result<Vec<_>, _> = rows.into_iter().map(|row| open(self.ring(), row)).collect();
        Ok((total, items?))
    }

    /// How many objects of the areas were there before their versions were kept and have no known
    /// version at a moment, so that nobody can tell what they were then.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn custom_items_unrecorded(
        &self,
        filter: &CustomItemFilter,
        moment: Timestamp,
    ) -> Result<u64, Problem> {
        let before = Query::select()
            .expr(Expr::val(1))
            .from_as("custom_item_version", "before")
            .and_where(of("before", "item_id").equals(of_outer("item_id")))
            .and_where(of("before", "version").lt(Expr::col(of_outer("version"))))
            .take();
        of_areas(filter)
            .filter(custom_item_version::Column::Version.gt(1))
            .filter(custom_item_version::Column::ChangedAt.gt(moment))
            .filter(Expr::exists(before).not())
            .count(self.reader())
            .await
            .map_err(problem)
    }
}

impl WriteTx {
    /// Leaves objects as they stand now.
    pub(crate) async fn keep_versions(
        &mut self,
        items: &[i64],
        act: ItemAct,
        batch: Option<i64>,
    ) -> Result<(), Problem> {
        for some in items.chunks(KEPT) {
            let now = Query::select()
                .columns([("i", "id"), ("i", "version"), ("i", "kind_id")])
                .column(("k", "version"))
                .columns([("i", "area_code"), ("i", "payload")])
                .expr(Expr::val(act.as_str()))
                .expr(Expr::val(batch))
                .expr(Expr::val(self.account_id()))
                .expr(Expr::val(self.at()))
                .from_as("custom_item", "i")
                .join_as(
                    sea_orm::JoinType::InnerJoin,
                    "custom_kind",
                    "k",
                    of("k", "id").equals(("i", "kind_id")),
                )
                .and_where(of("i", "id").is_in(some.iter().copied()))
                .take();
            let mut keep = Query::insert();
            keep.into_table("custom_item_version")
                .columns([
                    "item_id",
                    "version",
                    "kind_id",
                    "kind_version",
                    "area_code",
                    "payload",
                    "act",
                    "batch",
                    "changed_by",
                    "changed_at",
                ])
                .select_from(now)
                .map_err(|_| broken("对象"))?;
            self.connection().execute(&keep).await.map_err(problem)?;
        }
        Ok(())
    }
}

fn of_areas(filter: &CustomItemFilter) -> Select<custom_item_version::Entity> {
    let areas = filter.areas.iter().take(AREAS).map(String::as_str);
    custom_item_version::Entity::find()
        .filter(custom_item_version::Column::KindId.eq(filter.kind))
        .filter(custom_item_version::Column::AreaCode.is_in(areas))
}

fn known(filter: &CustomItemFilter, moment: Timestamp) -> Select<custom_item_version::Entity> {
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as("custom_item_version", "later")
        .and_where(of("later", "item_id").equals(of_outer("item_id")))
        .and_where(of("later", "version").gt(Expr::col(of_outer("version"))))
        .and_where(of("later", "changed_at").lte(moment))
        .take();
    of_areas(filter)
        .filter(custom_item_version::Column::ChangedAt.lte(moment))
        .filter(custom_item_version::Column::Act.ne(ItemAct::Removed.as_str()))
        .filter(Expr::exists(later).not())
}

fn of(table: &'static str, column: &'static str) -> Expr {
    Expr::col((Alias::new(table), Alias::new(column)))
}

fn of_outer(column: &'static str) -> (Alias, Alias) {
    (Alias::new("custom_item_version"), Alias::new(column))
}

/// Opens a stored version.
pub(crate) fn open(
    ring: &KeyRing,
    row: custom_item_version::Model,
) -> Result<ItemVersion, Problem> {
    let act = ItemAct::ALL
        .into_iter()
        .find(|act| act.as_str() == row.act)
        .ok_or_else(|| broken("对象"))?;
    Ok(ItemVersion {
        item: row.item_id,
        version: row.version,
        kind: row.kind_id,
        kind_version: row.kind_version,
        area_code: row.area_code,
        values: open_values(ring, row.kind_id, &row.payload)?,
        act,
        batch: row.batch,
        by: row.changed_by,
        at: row.changed_at,
    })
}
