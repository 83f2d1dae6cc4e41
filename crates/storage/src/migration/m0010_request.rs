//! The life of a request: what each sending costs and who approved it, the duty list, the yearly
//! minutes of departments, notices, returned cells, and the trace.

use super::column::{auto_id, bytes, index, int, key, long, optional, real, table, text, yes_no};
use super::schema::*;

/// Creates the tables, and says of a submission whose it is.
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn name(&self) -> &'static str {
        "m0010_request"
    }

    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        let mut one_budget_a_year = index("minute_budget", &["department", "year"]);
        one_budget_a_year.unique();
        for index in [
            one_budget_a_year,
            index("sending", &["request_id"]),
            index("sending", &["department", "year"]),
            index("notice", &["area"]),
            index("cell_mark", &["submission_id"]),
            index("request_event", &["request_id"]),
        ] {
            manager.create_index(index).await?;
        }
        // SQLite takes one column a statement.
        for column in [
            optional(long("assigned_to")),
            optional(long("submitted_by")),
        ] {
            let mut submission = Table::alter();
            submission.table("submission").add_column(column);
            manager.get_connection().execute(&submission).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "sending",
            [
                auto_id(),
                long("request_id"),
                text("act"),
                text("state"),
                optional(text("department")),
                int("year"),
                optional(text("duty")),
                text("body"),
                int("items"),
                long("rows"),
                int("fillers"),
                long("to_type"),
                long("to_check"),
                long("minutes"),
                real("held_share"),
                real("fresh_share"),
                int("notice"),
                int("minimum_notice"),
                optional(long("budget")),
                long("used"),
                yes_no("off_hours"),
                yes_no("zero_touch"),
                text("reasons"),
                text("plea"),
                optional(long("asked_by")),
                long("asked_at"),
                optional(long("decided_by")),
                optional(long("decided_at")),
                optional(text("remark")),
            ],
        ),
        table(
            "duty",
            [
                key(text("id")),
                text("name"),
                text("kind"),
                text("field"),
                yes_no("removed"),
                optional(long("made_by")),
                long("made_at"),
            ],
        ),
        table(
            "minute_budget",
            [
                auto_id(),
                text("department"),
                int("year"),
                long("minutes"),
                optional(long("set_by")),
                long("set_at"),
            ],
        ),
        table(
            "notice",
            [
                auto_id(),
                text("area"),
                text("kind"),
                long("request_id"),
                optional(long("submission_id")),
                text("text"),
                long("at"),
                optional(long("seen_by")),
                optional(long("seen_at")),
            ],
        ),
        table(
            "cell_mark",
            [
                auto_id(),
                long("submission_id"),
                long("row_id"),
                int("column_index"),
                text("state"),
                // Remarks and answers speak of people.
                bytes("remark"),
                optional(bytes("answer")),
                optional(long("asked_by")),
                long("asked_at"),
                optional(long("answered_by")),
                optional(long("answered_at")),
            ],
        ),
        table(
            "request_event",
            [
                auto_id(),
                long("request_id"),
                long("at"),
                optional(long("account_id")),
                text("act"),
                optional(text("area")),
                optional(text("remark")),
            ],
        ),
    ]
}
