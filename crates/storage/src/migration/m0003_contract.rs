//! Contracts of sources, what was found in deliveries by them, and the further ways in: push and
//! pull.

use super::column::{auto_id, bytes, int, key, long, optional, table, text, yes_no};
use super::schema::*;

/// A delivery that was sent back or taken down may come again, as one that failed or was undone.
const DELIVERY_DIGEST: [&str; 2] = [
    "DROP INDEX delivery_digest",
    "CREATE UNIQUE INDEX delivery_digest ON delivery (digest) \
     WHERE state NOT IN ('failed', 'undone', 'rejected', 'withdrawn')",
];

/// Creates the tables.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0003_contract"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in contracts().into_iter().chain(ways_in()) {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let mut via = text("via");
        via.default("");
        let mut part = yes_no("part");
        part.default(false);
        // SQLite takes one column a statement.
        for column in [via, part] {
            let mut delivery = Table::alter();
            delivery.table("delivery").add_column(column);
            manager.get_connection().execute(&delivery).await?;
        }
        for statement in DELIVERY_DIGEST {
            manager
                .get_connection()
                .execute_unprepared(statement)
                .await?;
        }
        Ok(())
    }
}

fn contracts() -> Vec<TableCreateStatement> {
    vec![
        table(
            "contract",
            [
                auto_id(),
                int("source_no"),
                int("version"),
                bytes("body"),
                text("remark"),
                optional(long("created_by")),
                long("created_at"),
            ],
        ),
        table(
            "delivery_check",
            [
                key(long("delivery_id")),
                optional(int("contract_version")),
                long("checked_at"),
                bytes("survey"),
                bytes("findings"),
                optional(long("decided_by")),
                optional(long("decided_at")),
                optional(text("decision")),
                optional(text("remark")),
            ],
        ),
    ]
}

fn ways_in() -> Vec<TableCreateStatement> {
    let mut parts = table(
        "push_part",
        [
            long("push_id"),
            int("seq"),
            text("digest"),
            text("object"),
            long("size"),
        ],
    );
    parts.primary_key(Index::create().col("push_id").col("seq"));
    vec![
        table(
            "push_secret",
            [
                auto_id(),
                int("source_no"),
                text("label"),
                text("hint"),
                bytes("secret"),
                optional(long("issued_by")),
                long("issued_at"),
                optional(long("revoked_at")),
            ],
        ),
        table(
            "push",
            [
                auto_id(),
                int("source_no"),
                text("idempotency_key"),
                text("state"),
                optional(int("as_of")),
                yes_no("part"),
                int("parts"),
                long("size"),
                optional(long("delivery_id")),
                long("opened_at"),
                long("touched_at"),
            ],
        ),
        parts,
        table(
            "pull",
            [
                auto_id(),
                int("source_no"),
                text("label"),
                bytes("body"),
                yes_no("paused"),
                optional(long("next_at")),
                optional(long("created_by")),
                long("created_at"),
            ],
        ),
        table(
            "pull_run",
            [
                auto_id(),
                long("pull_id"),
                long("started_at"),
                optional(long("finished_at")),
                text("state"),
                int("rows"),
                optional(long("delivery_id")),
                optional(text("problem")),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let unique = |table: &'static str, columns: [&'static str; 2]| {
        let mut index = Index::create();
        index
            .name(format!("{table}_{}", columns.join("_")))
            .table(table)
            .unique();
        for column in columns {
            index.col(column);
        }
        index
    };
    let plain = |table: &'static str, column: &'static str| {
        let mut index = Index::create();
        index
            .name(format!("{table}_{column}"))
            .table(table)
            .col(column);
        index
    };
    vec![
        unique("contract", ["source_no", "version"]),
        unique("push", ["source_no", "idempotency_key"]),
        plain("push_secret", "source_no"),
        plain("pull", "source_no"),
        plain("pull_run", "pull_id"),
        plain("delivery", "source_no"),
    ]
}
