//! POST /api/tags/history

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::history;
use crate::wire::tag_history::{TagHistory, TagHistoryAsked};

/// 标签变化: since when a person carries each tag, by what, who says so, and which tags came and
/// went.
#[utoipa::path(post, path = "/api/tags/history", tag = "tags", request_body = TagHistoryAsked,
    responses((status = 200, body = TagHistory), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn tag_history(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<TagHistoryAsked>,
) -> Result<Json<TagHistory>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let history = history::of(&app, &caller, asked.person).await?;
    app.store
        .audit_read(entry(&caller, "tag.history", "person", asked.person))
        .await?;
    Ok(Json(history))
}
