//! Own tables, repeated requests, what forms cost, and who changed a row last.

use super::column::{auto_id, index, int, key, long, optional, table, text, yes_no};
use super::schema::*;

/// Creates the tables and widens the rows of submissions.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0011_own_table"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        // One column a statement: SQLite adds no more at once.
        for column in [optional(long("changed_by")), optional(long("changed_at"))] {
            let mut rows = Table::alter();
            rows.table("submission_row").add_column(column);
            manager.get_connection().execute(&rows).await?;
        }
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in [
            index("own_table", &["owner"]),
            index("form_repeat", &["former_id"]),
            index("form_measure", &["request_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "own_table",
            [
                auto_id(),
                text("name"),
                text("note"),
                text("definition"),
                text("area"),
                optional(text("department")),
                yes_no("shared_area"),
                text("shared_roles"),
                optional(long("owner")),
                long("changed_at"),
                long("version"),
                yes_no("removed"),
            ],
        ),
        table(
            "form_repeat",
            [key(long("request_id")), long("former_id"), text("rhythm")],
        ),
        table(
            "form_measure",
            [
                key(long("submission_id")),
                long("request_id"),
                text("community"),
                optional(text("department")),
                int("rows"),
                int("items"),
                int("prefilled"),
                int("corrected"),
                int("typed"),
                int("empty"),
                int("repeated"),
                long("measured_at"),
            ],
        ),
    ]
}
