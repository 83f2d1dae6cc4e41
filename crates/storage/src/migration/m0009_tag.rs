//! Tags that people govern (versions, proposals, figures by day) and segments.

use super::column::{auto_id, index, int, long, optional, table, text, yes_no};
use super::schema::*;

/// Indexes over some of the rows only. The builder has none; both databases take the same text.
const PARTIAL_INDEXES: [&str; 1] = [
    // One proposal a tag at a time: whoever comes second is told that one is under way.
    "CREATE UNIQUE INDEX tag_proposal_open ON tag_proposal (name) WHERE state = 'open'",
];

/// Creates the tables.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0009_tag"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        let mut one_row_a_version = index("tag_version", &["name", "version"]);
        one_row_a_version.unique();
        let mut one_figure_a_day = index("tag_figure", &["name", "area", "day"]);
        one_figure_a_day.unique();
        for index in [
            one_row_a_version,
            one_figure_a_day,
            index("tag_step", &["proposal_id"]),
            index("segment", &["owner"]),
        ] {
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
            "tag_version",
            [
                auto_id(),
                text("name"),
                int("version"),
                yes_no("retired"),
                int("effective_from"),
                text("definition"),
                optional(long("proposal_id")),
                optional(long("made_by")),
                long("made_at"),
                optional(long("approved_by")),
                long("approved_at"),
            ],
        ),
        table(
            "tag_proposal",
            [
                auto_id(),
                text("name"),
                text("action"),
                text("state"),
                text("definition"),
                text("reason"),
                int("base_version"),
                text("chain"),
                int("position"),
                optional(long("made_by")),
                long("made_at"),
                long("version"),
            ],
        ),
        table(
            "tag_step",
            [
                auto_id(),
                long("proposal_id"),
                int("position"),
                text("act"),
                optional(text("remark")),
                optional(long("account_id")),
                long("at"),
            ],
        ),
        table(
            "tag_figure",
            [
                auto_id(),
                text("name"),
                text("area"),
                int("day"),
                long("yes"),
                long("unknown"),
            ],
        ),
        table(
            "segment",
            [
                auto_id(),
                text("name"),
                text("note"),
                text("rule"),
                text("area"),
                optional(text("department")),
                yes_no("shared_area"),
                text("shared_departments"),
                optional(long("owner")),
                int("made_on"),
                long("changed_at"),
                long("version"),
                yes_no("removed"),
            ],
        ),
    ]
}
