//! POST /api/kinds/{kind}/imports/{batch}/undo

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::kind_in_reach;
use crate::view::item_history::item_label;
use crate::wire::area::area_name;
use crate::wire::item_history::{ItemsUndone, KeptItem};

/// Objects that are told one by one.
const TOLD: usize = 100;

/// Take an import back: objects that it made are removed, those it changed are what they were before.
/// What somebody changed or removed since stays as it is and is told.
#[utoipa::path(post, path = "/api/kinds/{kind}/imports/{batch}/undo", tag = "custom",
    params(("kind" = i64, Path), ("batch" = i64, Path)),
    responses((status = 200, body = ItemsUndone), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn undo_import(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((kind, batch)): Path<(i64, i64)>,
) -> Result<Json<ItemsUndone>, Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, kind).await?;
    let areas = app.areas();
    let missing = || Problem::not_found("import-missing", "没有这次导入，请刷新页面。");
    let import = app.store.item_import(batch).await?;
    if import.kind != kind.id {
        return Err(missing().into());
    }
    let area = import.area_code.parse().map_err(|_| missing())?;
    caller.require_area(&area, &areas)?;
    let mut tx = app
        .store
        .write(entry(&caller, "items.undo", "import", batch))
        .await?;
    let undone = tx.undo_items(&import).await?;
    tx.commit().await?;
    let mut kept = Vec::new();
    for id in undone.kept.iter().take(TOLD) {
        let item = app.store.custom_item_ever(*id).await?;
        kept.push(KeptItem {
            id: *id,
            area: area_name(&areas, Some(&item.area_code)),
            label: item_label(&caller, &kind, &item, &areas),
            removed: item.removed,
        });
    }
    Ok(Json(ItemsUndone {
        removed: undone.removed,
        restored: undone.restored,
        kept,
        kept_total: undone.kept.len() as u64,
    }))
}
