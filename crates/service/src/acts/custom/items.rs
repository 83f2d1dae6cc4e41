//! POST /api/kinds/{id}/items/query

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::Paging;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{field_view, kind_in_reach};
use crate::view::item_list::listed;
use crate::wire::custom::{ItemQuery, KindItemsPage};

/// Objects of a kind in an area, the newest first or as asked: as they are, as they were known at the
/// end of a past day, or those that were removed.
#[utoipa::path(post, path = "/api/kinds/{id}/items/query", tag = "custom", params(("id" = i64, Path)),
    request_body = ItemQuery,
    responses((status = 200, body = KindItemsPage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn query_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ItemQuery>,
) -> Result<Json<KindItemsPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    let paging = Paging::new(
        asked.page.unwrap_or(1).max(1),
        asked.size.unwrap_or(50).clamp(1, 200),
    );
    let listed = listed(&app, &caller, &kind, &asked, paging).await?;
    Ok(Json(KindItemsPage {
        total: listed.total,
        rows: listed.rows,
        fields: listed.fields.iter().map(field_view).collect(),
        unrecorded: listed.unrecorded,
    }))
}
