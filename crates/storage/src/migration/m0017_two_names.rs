//! One number under two names (一号两名): a question about one entity, and not about a pair.

use super::column::{long, optional};
use super::schema::*;

/// The same text for both databases. Two entities are asked about once, and so are two names that one
/// number goes by.
const INDEXES: [&str; 3] = [
    "DROP INDEX review_pair_once",
    "CREATE UNIQUE INDEX review_pair_once ON review_pair (low, high) \
     WHERE merge_id IS NULL AND names IS NULL",
    "CREATE UNIQUE INDEX review_pair_names ON review_pair (low, names) WHERE names IS NOT NULL",
];

/// Adds the column and makes the indexes fit.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0017_two_names"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let mut pairs = Table::alter();
        pairs
            .table("review_pair")
            .add_column(optional(long("names")));
        let connection = manager.get_connection();
        connection.execute(&pairs).await?;
        for statement in INDEXES {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
