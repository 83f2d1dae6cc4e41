//! POST /api/kinds/{id}/items

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::custom::{ItemValues, check_item};

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::view::custom::{faulty, item_view, kind_in_reach, with_unseen};
use crate::wire::custom::{KindItem, NewKindItem};

/// Add an object of a kind in the caller's area.
#[utoipa::path(post, path = "/api/kinds/{id}/items", tag = "custom", params(("id" = i64, Path)), request_body = NewKindItem,
    responses((status = 201, body = KindItem), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_item(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<NewKindItem>,
) -> Result<(StatusCode, Json<KindItem>), Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    let typed = with_unseen(&caller, &kind, asked.values, &ItemValues::new());
    let values = check_item(&kind.fields, &typed, &areas).map_err(|faults| faulty(&faults))?;
    let mut tx = app
        .store
        .write(entry(&caller, "item.create", "kind", id))
        .await?;
    let new = storage::NewCustomItem {
        area_code: area.to_string(),
        values,
    };
    let made = tx.create_items(id, vec![new], None).await?;
    tx.commit().await?;
    let item = app
        .store
        .custom_item(*made.first().ok_or_else(broken)?)
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(item_view(&caller, &kind, item, &areas)),
    ))
}
