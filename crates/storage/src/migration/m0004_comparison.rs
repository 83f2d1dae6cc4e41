//! Comparisons with their runs and items, contests, and cut-overs from an old system.

use super::column::{auto_id, bytes, index, int, long, optional, table, text, yes_no};
use super::schema::*;

/// Indexes over some of the rows only. The builder has none; both databases take the same text.
const PARTIAL_INDEXES: [&str; 2] = [
    // One open contest a value: whoever comes second is told that it is under way.
    "CREATE UNIQUE INDEX contest_open ON contest (entity_id, element_no) WHERE state = 'open'",
    // What waits for somebody is a small part of all items.
    "CREATE INDEX comparison_item_open ON comparison_item (community, comparison_id) \
     WHERE outcome IS NULL AND gone_run IS NULL",
];

/// Creates the tables.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0004_comparison"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        let mut one_item_a_key = index("comparison_item", &["comparison_id", "key_blind"]);
        one_item_a_key.unique();
        let indexes = [
            one_item_a_key,
            index("comparison_run", &["comparison_id"]),
            index("contest", &["source_no", "state"]),
            index("contest", &["entity_id"]),
        ];
        for index in indexes {
            manager.create_index(index).await?;
        }
        let connection = manager.get_connection();
        for index in PARTIAL_INDEXES {
            connection.execute_unprepared(index).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "comparison",
            [
                auto_id(),
                text("title"),
                text("area"),
                optional(text("department")),
                text("definition"),
                yes_no("each_delivery"),
                optional(long("created_by")),
                long("created_at"),
                yes_no("archived"),
            ],
        ),
        table(
            "comparison_run",
            [
                auto_id(),
                long("comparison_id"),
                long("at"),
                optional(long("account_id")),
                optional(text("problem")),
                text("figures"),
                long("appeared"),
                long("gone"),
                long("open"),
            ],
        ),
        table(
            "comparison_item",
            [
                auto_id(),
                long("comparison_id"),
                long("key_blind"),
                long("difference"),
                text("state"),
                text("fields"),
                optional(text("community")),
                optional(long("entity_id")),
                bytes("body"),
                long("appeared_run"),
                long("last_run"),
                optional(long("gone_run")),
                optional(text("outcome")),
                optional(bytes("remark")),
                optional(long("outcome_by")),
                optional(long("outcome_at")),
                optional(long("delivery_id")),
            ],
        ),
        table(
            "contest",
            [
                auto_id(),
                long("entity_id"),
                int("element_no"),
                int("source_no"),
                optional(text("community")),
                text("state"),
                yes_no("reopened"),
                long("asked_by"),
                long("asked_at"),
                int("due"),
                optional(text("outcome")),
                optional(long("answered_by")),
                optional(long("answered_at")),
                optional(long("closed_at")),
                optional(long("delivery_id")),
                bytes("body"),
                long("version"),
            ],
        ),
        table(
            "cutover",
            [
                auto_id(),
                text("name"),
                text("state"),
                long("at"),
                optional(long("account_id")),
                text("digest_before"),
                text("deliveries"),
                text("report"),
            ],
        ),
    ]
}
