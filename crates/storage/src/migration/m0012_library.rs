//! The library of forms: registrations of templates, and what people decided about items.

use super::column::{auto_id, index, int, key, long, optional, table, text, unique};
use super::schema::*;

/// Creates the tables.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0012_library"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        manager
            .create_index(index("form_decision", &["undone_at"]))
            .await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "form_registration",
            [
                key(long("template_id")),
                unique(text("code")),
                text("basis"),
                text("rhythm"),
                optional(int("expires_on")),
                optional(long("registered_by")),
                long("registered_at"),
            ],
        ),
        table(
            "form_decision",
            [
                auto_id(),
                text("body"),
                text("reason"),
                optional(text("department")),
                optional(long("made_by")),
                long("made_at"),
                optional(long("undone_by")),
                optional(long("undone_at")),
            ],
        ),
    ]
}
