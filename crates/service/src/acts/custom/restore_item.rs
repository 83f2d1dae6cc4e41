//! POST /api/kinds/{kind}/items/{id}/restore

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{item_ever_in_reach, item_view, kind_in_reach, with_unseen};
use crate::wire::custom::KindItem;
use crate::wire::item_history::ItemRestore;

/// Make an object again what it was in an earlier version, also when it was removed. It comes back
/// as it was, though fields may have been added or choices taken away since; fields that the caller
/// may not see stay as they are.
#[utoipa::path(post, path = "/api/kinds/{kind}/items/{id}/restore", tag = "custom",
    params(("kind" = i64, Path), ("id" = i64, Path)), request_body = ItemRestore,
    responses((status = 200, body = KindItem), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn restore_item(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((kind, id)): Path<(i64, i64)>,
    Body(asked): Body<ItemRestore>,
) -> Result<Json<KindItem>, Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, kind).await?;
    let mut item = item_ever_in_reach(&app, &caller, kind.id, id).await?;
    let areas = app.areas();
    let history = app.store.item_history(id).await?;
    let wanted = history
        .into_iter()
        .find(|version| version.version == asked.to)
        .ok_or_else(|| {
            Problem::not_found("version-missing", "没有这一版，请刷新页面后重新选择。")
        })?;
    let area = caller.scope(Some(&wanted.area_code), &areas)?;
    let values = with_unseen(&caller, &kind, wanted.values, &item.values);
    if !item.removed && item.values == values && item.area_code == area.to_string() {
        return Err(Problem::conflict("item-same", "现在的内容与这一版相同，不需要恢复。").into());
    }
    item.version = asked.version;
    let audit =
        entry(&caller, "item.restore", "item", id).with_detail(json!({ "version": asked.to }));
    let mut tx = app.store.write(audit).await?;
    tx.restore_item(&item, &area.to_string(), &values).await?;
    tx.commit().await?;
    let item = app.store.custom_item(id).await?;
    Ok(Json(item_view(&caller, &kind, item, &areas)))
}
