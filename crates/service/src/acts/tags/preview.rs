//! POST /api/tags/preview

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::preview;
use crate::wire::tag::{TagDraft, TagPreview};

/// What a draft would come to: count, difference to what is in force, twenty people (masked),
/// tags like it, and what reads the tag. Looking at people is noted.
#[utoipa::path(post, path = "/api/tags/preview", tag = "tags", request_body = TagDraft,
    responses((status = 200, body = TagPreview), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn preview_tag(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<TagDraft>,
) -> Result<Json<TagPreview>, Refusal> {
    caller.require(Right::ProposeTags)?;
    let preview = preview::of(&app, &caller, &asked).await?;
    if !preview.samples.is_empty() {
        app.store
            .audit_read(entry(&caller, "tag.samples", "tag", asked.name.trim()))
            .await?;
    }
    Ok(Json(preview))
}
