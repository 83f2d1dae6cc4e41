//! The index of weak keys goes: linking looks them up in memory, and keeping four million entries
//! in random order was one of the dearest parts of writing a record.

use super::schema::*;

/// Drops the index.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0006_weak_key"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("DROP INDEX record_weak_key")
            .await
            .map(drop)
    }
}
