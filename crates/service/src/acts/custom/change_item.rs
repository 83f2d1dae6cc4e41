//! PATCH /api/kinds/{kind}/items/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::custom::check_item;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{faulty, item_in_reach, item_view, kind_in_reach, with_unseen};
use crate::wire::custom::{ItemChange, KindItem};

/// Change an object.
#[utoipa::path(patch, path = "/api/kinds/{kind}/items/{id}", tag = "custom",
    params(("kind" = i64, Path), ("id" = i64, Path)), request_body = ItemChange,
    responses((status = 200, body = KindItem), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn change_item(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((kind, id)): Path<(i64, i64)>,
    Body(asked): Body<ItemChange>,
) -> Result<Json<KindItem>, Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, kind).await?;
    let mut item = item_in_reach(&app, &caller, kind.id, id).await?;
    let areas = app.areas();
    let area = match asked.area.as_deref() {
        Some(area) => caller.scope(Some(area), &areas)?.to_string(),
        None => item.area_code.clone(),
    };
    let typed = with_unseen(&caller, &kind, asked.values, &item.values);
    let values = check_item(&kind.fields, &typed, &areas).map_err(|faults| faulty(&faults))?;
    item.version = asked.version;
    let mut tx = app
        .store
        .write(entry(&caller, "item.change", "item", id))
        .await?;
    tx.set_item(&item, &area, &values).await?;
    tx.commit().await?;
    let item = app.store.custom_item(id).await?;
    Ok(Json(item_view(&caller, &kind, item, &areas)))
}
