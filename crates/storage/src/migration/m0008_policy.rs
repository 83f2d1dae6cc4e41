//! Policies as they were edited and published, and the leads that follow from them.

use super::column::{auto_id, bytes, index, int, key, long, optional, table, text, yes_no};
use super::schema::*;

/// One open lead of a kind for one person under one policy. The builder has no partial indexes;
/// both databases take the same text.
const OPEN_LEAD: &str = "CREATE UNIQUE INDEX lead_open ON lead (policy, entity_id, kind) \
     WHERE closed_at IS NULL";

/// Creates the tables.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0008_policy"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        let mut one_of_a_version = index("policy", &["policy", "version"]);
        one_of_a_version.unique();
        let indexes = [
            one_of_a_version,
            index("lead", &["community", "closed_at"]),
            index("lead", &["policy", "closed_at"]),
            index("lead", &["entity_id"]),
            index("lead_step", &["lead_id"]),
        ];
        for index in indexes {
            manager.create_index(index).await?;
        }
        manager
            .get_connection()
            .execute_unprepared(OPEN_LEAD)
            .await
            .map(drop)
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "policy",
            [
                auto_id(),
                text("policy"),
                int("version"),
                text("state"),
                text("body"),
                text("note"),
                optional(long("made_by")),
                long("made_at"),
                optional(long("published_by")),
                optional(long("published_at")),
            ],
        ),
        table(
            "policy_use",
            [
                key(text("policy")),
                yes_no("in_use"),
                optional(long("changed_by")),
                long("changed_at"),
            ],
        ),
        table(
            "lead",
            [
                auto_id(),
                text("policy"),
                int("policy_version"),
                text("kind"),
                long("entity_id"),
                optional(text("community")),
                text("state"),
                yes_no("untouched"),
                yes_no("holds"),
                optional(text("outcome")),
                long("found_at"),
                int("due"),
                optional(long("closed_at")),
                long("version"),
                bytes("body"),
            ],
        ),
        table(
            "lead_step",
            [
                auto_id(),
                long("lead_id"),
                long("at"),
                optional(long("account_id")),
                text("step"),
                text("state"),
                optional(text("outcome")),
                bytes("note"),
            ],
        ),
    ]
}
