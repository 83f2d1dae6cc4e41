//! POST /api/comparisons/items/{id}/reveal

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::comparison::reach::item_in_reach;
use crate::comparison::view::ItemViewer;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::comparison::{RevealItem, RevealedPair};
use crate::wire::purpose_of;

/// Both sides of one field in full, for a stated purpose; the audit keeps who, what and why.
#[utoipa::path(post, path = "/api/comparisons/items/{id}/reveal", tag = "comparisons", params(("id" = i64, Path)),
    request_body = RevealItem,
    responses((status = 200, body = RevealedPair), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn reveal_item(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<RevealItem>,
) -> Result<Json<RevealedPair>, Refusal> {
    caller.require(Right::Reveal)?;
    let purpose = purpose_of(&asked.purpose)?;
    let (comparison, item) = item_in_reach(&app, &caller, id).await?;
    let viewer = ItemViewer::new(&app, &caller, &comparison).await?;
    let (left, right) = viewer.reveal(&item, asked.index)?;
    let detail = json!({ "comparison": comparison.id, "field": asked.index });
    app.store
        .audit_read(entry_for(
            &caller,
            "comparison.reveal",
            "comparison-item",
            id,
            &purpose,
            detail,
        ))
        .await?;
    Ok(Json(RevealedPair { left, right }))
}
