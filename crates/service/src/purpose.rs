//! Values graded L4 are seen only by whoever says why, and that is kept.

use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::own_table::Definition;
use crate::rights::Caller;
use crate::wire::purpose_of;

/// Asks for a purpose where a table shows values graded L4, and keeps it before anything is shown.
///
/// # Errors
/// `purpose-missing`; when the audit cannot be written.
pub async fn say_why(
    app: &App,
    caller: &Caller,
    definition: &Definition,
    table: impl ToString,
    purpose: Option<&str>,
) -> Result<(), Problem> {
    if !definition.needs_purpose(app, caller) {
        return Ok(());
    }
    let purpose = purpose_of(purpose.unwrap_or_default())?;
    let detail = json!({ "columns": definition.columns });
    app.store
        .audit_read(entry_for(
            caller,
            "table.read",
            "table",
            table,
            &purpose,
            detail,
        ))
        .await
}
