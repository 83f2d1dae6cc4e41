//! Border sets, and figures that somebody asked for.

use super::column::{auto_id, index, long, optional, table, text, yes_no};
use super::schema::*;

/// Creates the tables.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0013_figures"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager
            .create_table(table(
                "border_set",
                [
                    auto_id(),
                    text("name"),
                    text("note"),
                    text("rows"),
                    text("area"),
                    yes_no("shared"),
                    optional(long("owner")),
                    long("made_at"),
                    yes_no("removed"),
                ],
            ))
            .await?;
        manager
            .create_table(table(
                "figure_run",
                [
                    auto_id(),
                    text("asked"),
                    optional(text("result")),
                    optional(text("problem")),
                    text("area"),
                    optional(long("asked_by")),
                    long("asked_at"),
                    optional(long("done_at")),
                ],
            ))
            .await?;
        manager
            .create_index(index("figure_run", &["asked_by"]))
            .await
    }
}
