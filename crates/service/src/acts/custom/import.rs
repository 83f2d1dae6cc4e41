//! POST /api/kinds/{id}/items/import

mod plan;
mod sheet;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, Path, State};
use serde_json::json;
use workbook::Limits;

use self::plan::{Plan, keys_of, plan};
use self::sheet::read;
use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::http::upload::read_upload;
use crate::rights::{Caller, Right};
use crate::view::custom::kind_in_reach;
use crate::wire::custom::{ItemsImported, ItemsUpload};

/// Refused rows that are told one by one.
const TOLD: usize = 100;

/// Import objects from a csv, xlsx or xls whose header holds the field titles. Rows that are
/// sound go in together; the others come back with every reason. Where a field is the number of the
/// kind, a row whose number is there changes that object, so that the same file again changes
/// nothing; cells that are empty change nothing either.
#[utoipa::path(post, path = "/api/kinds/{id}/items/import", tag = "custom", params(("id" = i64, Path)),
    request_body(content = ItemsUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = ItemsImported), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn import_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Json<ItemsImported>, Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    let upload = read_upload(form).await?;
    let (reader, fields, areas) = (caller.clone(), kind.clone(), app.areas());
    let (reading, keys) = tokio::task::spawn_blocking(move || {
        let book = workbook::read(&upload.bytes, &upload.file_name, &Limits::default())?;
        let reading = read(&book.sheets, &fields, &reader, &areas)?;
        let keys = keys_of(&reading.rows, &fields, &areas);
        Ok::<_, catalog::problem::Problem>((reading, keys))
    })
    .await
    .map_err(|_| broken())??;
    let held = app.store.custom_items_of_keys(id, &keys).await?;
    let (planner, areas) = (caller.clone(), app.areas());
    let rows = reading.rows;
    let plan = tokio::task::spawn_blocking(move || plan(rows, held, &kind, &planner, &areas))
        .await
        .map_err(|_| broken())?;
    let (imported, changed) = (plan.new.len() as u64, plan.changed.len() as u64);
    let (unchanged, refused_total) = (plan.unchanged, plan.refused.len() as u64);
    let refused = plan.refused.iter().take(TOLD).cloned().collect();
    let batch = write(&app, &caller, id, plan).await?;
    Ok(Json(ItemsImported {
        imported,
        changed,
        unchanged,
        batch,
        refused,
        refused_total,
        unknown_columns: reading.unknown_columns,
    }))
}

/// Writes all of it or nothing; nothing at all when there is nothing to write.
async fn write(app: &App, caller: &Caller, kind: i64, plan: Plan) -> Result<Option<i64>, Refusal> {
    let (new, changed) = (plan.new.len(), plan.changed.len());
    if new + changed == 0 {
        return Ok(None);
    }
    let audit = entry(caller, "items.import", "kind", kind)
        .with_detail(json!({ "rows": new, "changed": changed }));
    let mut tx = app.store.write(audit).await?;
    let area = caller.area.to_string();
    let batch = tx.create_item_import(kind, &area, new, changed).await?;
    tx.import_changes(kind, &plan.changed, batch).await?;
    tx.create_items(kind, plan.new, Some(batch)).await?;
    tx.commit().await?;
    Ok(Some(batch))
}
