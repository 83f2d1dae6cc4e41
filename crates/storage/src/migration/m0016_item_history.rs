//! Objects of self-defined kinds with all that they were: versions of objects and of kinds, files
//! that were imported, and the digest by which an object is found by its number (编号).

use super::column::{auto_id, bytes, index, long, optional, table, text};
use super::schema::*;

/// What is there today is the first that is known. Values are sealed to their kind, so their bytes
/// are copied as they are. Who made a later version was not written down; that a first version is
/// not number 1 says that earlier ones are not known. The same text for both databases.
const ITEMS: &str = "INSERT INTO custom_item_version \
     (item_id, version, kind_id, kind_version, area_code, payload, act, changed_by, changed_at) \
     SELECT i.id, i.version, i.kind_id, k.version, i.area_code, i.payload, \
     CASE WHEN i.removed THEN 'removed' WHEN i.version = 1 THEN 'created' ELSE 'changed' END, \
     CASE WHEN i.version = 1 THEN i.created_by ELSE NULL END, i.updated_at \
     FROM custom_item i JOIN custom_kind k ON k.id = i.kind_id";

/// Of a kind only the day it was made is known; its fields as they are stand for all days since.
const KINDS: &str = "INSERT INTO custom_kind_version \
     (kind_id, version, name, note, fields, changed_by, changed_at) \
     SELECT id, version, name, note, fields, \
     CASE WHEN version = 1 THEN created_by ELSE NULL END, created_at FROM custom_kind";

/// Adds the column and creates the tables.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0016_item_history"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in [item_version(), kind_version(), import()] {
            manager.create_table(table).await?;
        }
        let mut item = Table::alter();
        item.table("custom_item")
            .add_column(optional(long("key_blind")));
        let connection = manager.get_connection();
        connection.execute(&item).await?;
        for statement in [ITEMS, KINDS] {
            connection.execute_unprepared(statement).await?;
        }
        for (table, columns) in [
            ("custom_item_version", ["kind_id", "changed_at"].as_slice()),
            ("custom_item_version", &["batch"]),
            ("custom_import", &["kind_id"]),
        ] {
            manager.create_index(index(table, columns)).await?;
        }
        // Both databases let any number of rows be without a number.
        let mut one = index("custom_item", &["kind_id", "area_code", "key_blind"]);
        manager.create_index(one.unique().take()).await
    }
}

fn item_version() -> TableCreateStatement {
    let mut versions = table(
        "custom_item_version",
        [
            long("item_id"),
            long("version"),
            long("kind_id"),
            long("kind_version"),
            text("area_code"),
            bytes("payload"),
            text("act"),
            optional(long("batch")),
            optional(long("changed_by")),
            long("changed_at"),
        ],
    );
    versions.primary_key(Index::create().col("item_id").col("version"));
    versions
}

fn kind_version() -> TableCreateStatement {
    let mut versions = table(
        "custom_kind_version",
        [
            long("kind_id"),
            long("version"),
            text("name"),
            text("note"),
            text("fields"),
            optional(long("changed_by")),
            long("changed_at"),
        ],
    );
    versions.primary_key(Index::create().col("kind_id").col("version"));
    versions
}

fn import() -> TableCreateStatement {
    table(
        "custom_import",
        [
            auto_id(),
            long("kind_id"),
            text("area_code"),
            long("created"),
            long("changed"),
            optional(long("created_by")),
            long("created_at"),
            optional(long("undone_by")),
            optional(long("undone_at")),
        ],
    )
}
