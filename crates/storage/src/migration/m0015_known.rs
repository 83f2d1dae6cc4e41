//! What was known on a day, whatever people decide afterwards: where the machine had put records
//! that are gone, and which records a split-off gave back when it was undone.

use super::column::{long, optional, table};
use super::schema::*;

/// The same text for both databases. A record that went while it was split off had been taken from
/// the entity that the split-off names.
const FILL: &str = "UPDATE gone_record SET machine_entity = \
     (SELECT origin FROM split_off WHERE split_off.founded = gone_record.entity_id) \
     WHERE entity_id IN (SELECT founded FROM split_off)";

/// Few records are ever moved by a person.
const INDEX: &str = "CREATE INDEX gone_record_machine_entity ON gone_record (machine_entity) \
     WHERE machine_entity IS NOT NULL";

/// Adds the column and creates the table.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0015_known"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let mut gone = Table::alter();
        gone.table("gone_record")
            .add_column(optional(long("machine_entity")));
        let connection = manager.get_connection();
        connection.execute(&gone).await?;
        for statement in [FILL, INDEX] {
            connection.execute_unprepared(statement).await?;
        }
        let mut given_back = table("given_back", [long("split_off_id"), long("record_id")]);
        given_back.primary_key(Index::create().col("split_off_id").col("record_id"));
        manager.create_table(given_back).await
    }
}
