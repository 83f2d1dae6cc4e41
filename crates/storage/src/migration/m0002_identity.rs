//! Identity for life: what people decided about who is who, and what they are asked.

use super::column::{auto_id, bytes, index, long, optional, real, short, table, text};
use super::schema::*;

/// Indexes over some of the rows only. The builder has none; both databases take the same text.
const PARTIAL_INDEXES: [&str; 4] = [
    // An entity is merged into one other at most.
    "CREATE UNIQUE INDEX merge_gone_live ON \"merge\" (gone) WHERE undone_at IS NULL",
    // Two entities are asked about once. A sample of the machine's merges is asked about beside it.
    "CREATE UNIQUE INDEX review_pair_once ON review_pair (low, high) WHERE merge_id IS NULL",
    "CREATE UNIQUE INDEX review_pair_sample ON review_pair (merge_id) WHERE merge_id IS NOT NULL",
    // Few records are ever moved by a person.
    "CREATE INDEX link_machine_entity ON link (machine_entity) WHERE machine_entity IS NOT NULL",
];

/// Creates the tables of former keys, merges, split-offs, verdicts and the review queue.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0002_identity"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        let mut link = Table::alter();
        // Where the machine had put a record that a person has moved.
        link.table("link")
            .add_column(optional(long("machine_entity")));
        manager.get_connection().execute(&link).await?;
        for index in indexes() {
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
            "former_key",
            [
                auto_id(),
                long("entity_id"),
                short("kind"),
                optional(long("strong_key")),
                optional(long("weak_key")),
            ],
        ),
        table(
            "merge",
            [
                auto_id(),
                long("kept"),
                long("gone"),
                optional(long("made_by")),
                long("made_at"),
                optional(bytes("reason")),
                optional(long("undone_by")),
                optional(long("undone_at")),
            ],
        ),
        table(
            "split_off",
            [
                auto_id(),
                long("origin"),
                long("founded"),
                optional(long("made_by")),
                long("made_at"),
                optional(bytes("reason")),
                optional(long("undone_by")),
                optional(long("undone_at")),
            ],
        ),
        table(
            "pin",
            [
                auto_id(),
                long("split_off_id"),
                long("entity_id"),
                long("print"),
            ],
        ),
        table(
            "verdict",
            [
                auto_id(),
                long("low"),
                long("high"),
                text("answer"),
                optional(long("made_by")),
                long("made_at"),
                optional(bytes("remark")),
            ],
        ),
        table(
            "review_pair",
            [
                auto_id(),
                long("low"),
                long("high"),
                real("probability"),
                text("weights"),
                optional(text("community")),
                text("state"),
                optional(long("merge_id")),
                long("made_at"),
                optional(long("decided_by")),
                optional(long("decided_at")),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("former_key", &["entity_id"]),
        index("merge", &["kept"]),
        index("merge", &["gone"]),
        index("split_off", &["origin"]),
        index("split_off", &["founded"]),
        index("pin", &["split_off_id"]),
        index("verdict", &["low", "high"]),
        index("verdict", &["high"]),
        index("review_pair", &["state", "probability"]),
        index("review_pair", &["community", "state", "probability"]),
        index("review_pair", &["high"]),
    ]
}
