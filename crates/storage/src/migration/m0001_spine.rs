//! The first schema: every table of the spine.

use super::column::{
    auto_id, bytes, fraction, index, int, key, long, optional, short, table, text, unique, yes_no,
};
use super::schema::*;

/// Indexes over some of the rows only. The builder has none; both databases take the same text.
const PARTIAL_INDEXES: [&str; 3] = [
    // The same bytes are one delivery, unless it failed or was undone.
    "CREATE UNIQUE INDEX delivery_digest ON delivery (digest) \
     WHERE state NOT IN ('failed', 'undone')",
    // Most rows have one of the two keys; the other would fill its index with nothing.
    "CREATE INDEX record_strong_key ON record (strong_key) WHERE strong_key IS NOT NULL",
    "CREATE INDEX record_weak_key ON record (weak_key) WHERE weak_key IS NOT NULL",
];

/// Creates every table.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0001_spine"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in house().into_iter().chain(registry()).chain(forms()) {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let connection = manager.get_connection();
        for index in PARTIAL_INDEXES {
            connection.execute_unprepared(index).await?;
        }
        for counter in ["record", "entity", "change"] {
            let mut row = Query::insert();
            row.into_table("sequence")
                .columns(["name", "next"])
                .values_panic([counter.into(), 1_i64.into()]);
            connection.execute(&row).await?;
        }
        Ok(())
    }
}

/// Areas, accounts, sign-ins, audit and the bookkeeping of the database itself.
fn house() -> Vec<TableCreateStatement> {
    vec![
        table("meta", [key(text("key")), bytes("value")]),
        table("sequence", [key(text("name")), long("next")]),
        table(
            "area",
            [
                key(text("code")),
                text("name"),
                text("level"),
                optional(text("parent")),
                int("position"),
            ],
        ),
        table(
            "account",
            [
                auto_id(),
                unique(text("login")),
                text("name"),
                text("role"),
                text("area_code"),
                optional(text("department")),
                text("password_hash"),
                yes_no("disabled"),
                long("created_at"),
            ],
        ),
        table(
            "session",
            [
                key(bytes("token_hash")),
                long("account_id"),
                long("created_at"),
                long("expires_at"),
            ],
        ),
        table(
            "signin_failure",
            [
                key(long("login_blind")),
                int("count"),
                optional(long("locked_until")),
            ],
        ),
        table(
            "audit",
            [
                auto_id(),
                long("at"),
                optional(long("account_id")),
                text("act"),
                text("subject_kind"),
                text("subject_id"),
                optional(text("purpose")),
                text("detail"),
            ],
        ),
        table(
            "change_log",
            [
                key(long("id")),
                long("at"),
                text("act"),
                text("subject_kind"),
                text("subject_id"),
                optional(text("community")),
            ],
        ),
    ]
}

/// Deliveries, records, links and entities. There are no foreign keys here: millions of rows come
/// and go at once, always by the one path that keeps them consistent.
fn registry() -> Vec<TableCreateStatement> {
    let mut issues = table(
        "delivery_issue",
        [
            long("delivery_id"),
            int("seq"),
            text("sheet"),
            int("row"),
            optional(text("column_title")),
            optional(text("column_letter")),
            text("code"),
            text("severity"),
            text("message"),
        ],
    );
    issues.primary_key(Index::create().col("delivery_id").col("seq"));
    vec![
        table(
            "delivery",
            [
                auto_id(),
                int("source_no"),
                text("file_name"),
                text("digest"),
                long("size"),
                text("state"),
                int("as_of"),
                long("received_at"),
                optional(long("received_by")),
                optional(long("finished_at")),
                int("rows_read"),
                int("rows_loaded"),
                int("rows_refused"),
                int("progress"),
                optional(text("card")),
                optional(text("problem")),
                text("object"),
            ],
        ),
        issues,
        table(
            "record",
            [
                key(long("id")),
                long("delivery_id"),
                short("kind"),
                short("sheet"),
                int("row"),
                optional(long("strong_key")),
                optional(long("weak_key")),
                bytes("payload"),
            ],
        ),
        table(
            "link",
            [
                key(long("record_id")),
                long("entity_id"),
                short("method"),
                fraction("score"),
                optional(long("decided_by")),
                long("decided_at"),
            ],
        ),
        table(
            "entity",
            [
                key(long("id")),
                short("kind"),
                optional(text("community")),
                short("state"),
                long("created_delivery"),
                bytes("current"),
            ],
        ),
    ]
}

/// Templates, requests and what the communities answer.
fn forms() -> Vec<TableCreateStatement> {
    vec![
        table(
            "template",
            [
                auto_id(),
                text("title"),
                optional(text("department")),
                text("file_name"),
                text("object"),
                text("reading"),
                optional(long("created_by")),
                long("created_at"),
                yes_no("archived"),
            ],
        ),
        table(
            "request",
            [
                auto_id(),
                long("template_id"),
                text("title"),
                optional(text("department")),
                text("population"),
                int("as_of"),
                int("due"),
                text("state"),
                optional(long("created_by")),
                long("created_at"),
            ],
        ),
        table(
            "submission",
            [
                auto_id(),
                long("request_id"),
                text("community"),
                text("street"),
                text("state"),
                optional(text("remark")),
                long("version"),
                int("rows"),
                int("filled"),
                int("corrected"),
                long("updated_at"),
                optional(long("updated_by")),
            ],
        ),
        table(
            "submission_row",
            [
                auto_id(),
                long("submission_id"),
                int("position"),
                optional(long("entity_id")),
                yes_no("excluded"),
                optional(bytes("exclude_reason")),
                bytes("cells"),
                long("version"),
            ],
        ),
        table(
            "submission_event",
            [
                auto_id(),
                long("submission_id"),
                long("at"),
                optional(long("account_id")),
                text("act"),
                optional(text("remark")),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let mut one_submission_a_community = index("submission", &["request_id", "community"]);
    one_submission_a_community.unique();
    vec![
        index("session", &["account_id"]),
        index("session", &["expires_at"]),
        index("audit", &["account_id"]),
        index("audit", &["act"]),
        index("record", &["delivery_id"]),
        index("link", &["entity_id"]),
        index("entity", &["community", "kind", "state"]),
        index("request", &["template_id"]),
        one_submission_a_community,
        index("submission", &["community"]),
        index("submission", &["street"]),
        index("submission_row", &["submission_id", "position"]),
        index("submission_event", &["submission_id"]),
    ]
}
