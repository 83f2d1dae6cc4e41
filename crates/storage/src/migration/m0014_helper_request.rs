//! Requests to see the names of helpers, and what was decided about them.

use super::column::{auto_id, index, int, long, optional, table, text};
use super::schema::*;

/// Creates the table.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0014_helper_request"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager
            .create_table(table(
                "helper_request",
                [
                    auto_id(),
                    text("office"),
                    text("asked"),
                    text("area"),
                    text("activity"),
                    text("purpose"),
                    long("people"),
                    int("until_day"),
                    text("state"),
                    optional(long("asked_by")),
                    long("asked_at"),
                    optional(long("decided_by")),
                    optional(long("decided_at")),
                    optional(text("remark")),
                ],
            ))
            .await?;
        manager
            .create_index(index("helper_request", &["asked_by"]))
            .await?;
        manager
            .create_index(index("helper_request", &["state"]))
            .await
    }
}
