//! GET /api/comparisons/{id}/items

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use storage::Paging;

use crate::app::App;
use crate::comparison::reach::in_reach;
use crate::comparison::view::{ItemViewer, item_filter};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::comparison::{ItemQuery, ItemsPage};

/// Differences of a comparison, those of the caller's area, masked.
#[utoipa::path(get, path = "/api/comparisons/{id}/items", tag = "comparisons",
    params(("id" = i64, Path), ItemQuery),
    responses((status = 200, body = ItemsPage), (status = 404, body = ProblemBody)))]
pub async fn comparison_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(asked): Query<ItemQuery>,
) -> Result<Json<ItemsPage>, Refusal> {
    caller.require(Right::CloseItems)?;
    let stored = in_reach(&app, &caller, id).await?;
    let viewer = ItemViewer::new(&app, &caller, &stored).await?;
    let filter = item_filter(&caller, &stored, &asked, viewer.newest_run(), &app.areas())?;
    let paging = Paging::new(
        asked.page.unwrap_or(1).max(1),
        asked.size.unwrap_or(20).clamp(1, 200),
    );
    let (total, items) = app.store.comparison_items(&filter, paging).await?;
    let mut rows = Vec::with_capacity(items.len());
    for item in &items {
        rows.push(viewer.view(item).await?);
    }
    Ok(Json(ItemsPage { total, rows }))
}
