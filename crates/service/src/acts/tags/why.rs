//! POST /api/tags/why

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::why;
use crate::wire::tag::{WhyAnswer, WhyAsked};

/// Why somebody has a tag, or not: every condition with its answer, the values with their sources
/// and days, and what is missing.
#[utoipa::path(post, path = "/api/tags/why", tag = "tags", request_body = WhyAsked,
    responses((status = 200, body = WhyAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn why_tag(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<WhyAsked>,
) -> Result<Json<WhyAnswer>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let answer = why::of(&app, &caller, &asked.tag, asked.person).await?;
    let audit =
        entry(&caller, "tag.why", "person", asked.person).with_detail(json!({ "tag": asked.tag }));
    app.store.audit_read(audit).await?;
    Ok(Json(answer))
}
