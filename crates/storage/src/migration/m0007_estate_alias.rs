//! Other names of estates (小区别名): given by workers, or learned from a delivery.

use super::column::{auto_id, bytes, long, optional, text};
use super::schema::*;

/// Creates the table.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0007_estate_alias"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let mut table = Table::create();
        table.table("estate_alias");
        for column in [
            auto_id(),
            text("community"),
            // Names stand in people's addresses, so they are sealed; this finds them again.
            long("name_blind"),
            bytes("payload"),
            optional(long("delivery_id")),
            optional(long("created_by")),
            long("created_at"),
        ] {
            table.col(column);
        }
        manager.create_table(table).await?;
        for columns in [&["community", "name_blind"][..], &["delivery_id"][..]] {
            let mut index = Index::create();
            index
                .name(format!("estate_alias_{}", columns.join("_")))
                .table("estate_alias");
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
