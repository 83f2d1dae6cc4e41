//! The registry deepened: records of undone deliveries, people named in others' records, locks,
//! sample checks, kinds of objects that people define themselves.

use super::column::{
    auto_id, bytes, fraction, index, int, key, long, optional, short, table, text, unique, yes_no,
};
use super::schema::*;

/// Creates the tables.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0005_registry"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in [
            gone_record(),
            mention(),
            value_lock(),
            sample_check(),
            sample_answer(),
            custom_kind(),
            custom_item(),
        ] {
            manager.create_table(table).await?;
        }
        for (table, columns) in [
            ("gone_record", ["entity_id"].as_slice()),
            ("mention", &["person_key", "role"]),
            ("value_lock", &["entity_id"]),
            ("value_lock", &["until"]),
            ("sample_check", &["community"]),
            ("custom_item", &["kind_id", "area_code"]),
        ] {
            manager.create_index(index(table, columns)).await?;
        }
        Ok(())
    }
}

/// Records of undone deliveries with their links, so that what was known on a day stays known.
/// The payload stays sealed as it was.
fn gone_record() -> TableCreateStatement {
    table(
        "gone_record",
        [
            key(long("id")),
            long("delivery_id"),
            short("kind"),
            short("sheet"),
            int("row"),
            bytes("payload"),
            long("entity_id"),
            short("method"),
            fraction("score"),
            optional(long("decided_by")),
            long("linked_at"),
            long("gone_at"),
        ],
    )
}

/// People named by number in records of others: the owner of a dwelling, the mother of a child.
fn mention() -> TableCreateStatement {
    let mut mention = table(
        "mention",
        [long("record_id"), short("role"), long("person_key")],
    );
    mention.primary_key(Index::create().col("record_id").col("role"));
    mention
}

fn value_lock() -> TableCreateStatement {
    table(
        "value_lock",
        [
            auto_id(),
            unique(long("delivery_id")),
            long("entity_id"),
            int("element"),
            int("until"),
            bytes("reason"),
            optional(long("made_by")),
            long("made_at"),
        ],
    )
}

fn sample_check() -> TableCreateStatement {
    table(
        "sample_check",
        [
            auto_id(),
            text("community"),
            long("seed"),
            text("dwellings"),
            int("drawn_from"),
            long("made_at"),
        ],
    )
}

fn sample_answer() -> TableCreateStatement {
    let mut answer = table(
        "sample_answer",
        [
            long("sample_id"),
            long("dwelling_id"),
            long("entity_id"),
            int("element"),
            short("verdict"),
        ],
    );
    answer.primary_key(
        Index::create()
            .col("sample_id")
            .col("dwelling_id")
            .col("entity_id")
            .col("element"),
    );
    answer
}

fn custom_kind() -> TableCreateStatement {
    table(
        "custom_kind",
        [
            auto_id(),
            text("name"),
            text("note"),
            optional(text("department")),
            text("area_code"),
            text("fields"),
            long("version"),
            optional(long("created_by")),
            long("created_at"),
            yes_no("archived"),
        ],
    )
}

fn custom_item() -> TableCreateStatement {
    table(
        "custom_item",
        [
            auto_id(),
            long("kind_id"),
            text("area_code"),
            bytes("payload"),
            long("version"),
            optional(long("created_by")),
            long("updated_at"),
            yes_no("removed"),
        ],
    )
}
