//! POST /api/kinds/{id}/items/query

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::{CustomItemFilter, Paging};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{codes_within, item_view, kind_in_reach};
use crate::wire::custom::{ItemQuery, KindItemsPage};

/// Objects of a kind in an area, the newest first.
#[utoipa::path(post, path = "/api/kinds/{id}/items/query", tag = "custom", params(("id" = i64, Path)),
    request_body = ItemQuery,
    responses((status = 200, body = KindItemsPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn query_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ItemQuery>,
) -> Result<Json<KindItemsPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    let filter = CustomItemFilter {
        kind: id,
        areas: codes_within(&area, &areas),
    };
    let paging = Paging::new(
        asked.page.unwrap_or(1).max(1),
        asked.size.unwrap_or(50).clamp(1, 200),
    );
    let (total, items) = app.store.custom_items(&filter, paging).await?;
    Ok(Json(KindItemsPage {
        total,
        rows: items
            .into_iter()
            .map(|item| item_view(&caller, &kind, item, &areas))
            .collect(),
    }))
}
