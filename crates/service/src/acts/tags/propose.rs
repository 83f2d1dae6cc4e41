//! POST /api/tags/proposals

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use storage::NewTagProposal;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::{chain, draft, proposal};
use crate::wire::tag::{ProposalView, TagDraft};

/// Propose to add, change or delete a tag. Nothing changes until every office of the chain agrees.
#[utoipa::path(post, path = "/api/tags/proposals", tag = "tags", request_body = TagDraft,
    responses((status = 201, body = ProposalView), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn propose_tag(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<TagDraft>,
) -> Result<(StatusCode, Json<ProposalView>), Refusal> {
    caller.require(Right::ProposeTags)?;
    let checked = draft::check(&app, &caller, &asked).await?;
    let audit = entry(&caller, "tag.propose", "tag-proposal", "").with_detail(json!({
        "action": checked.action.as_str(), "tag": checked.definition.name,
    }));
    let mut tx = app.store.write(audit).await?;
    let id = tx
        .open_tag_proposal(NewTagProposal {
            action: checked.action,
            chain: chain::chain_of(&caller, &checked.definition, &app.areas()),
            definition: checked.definition,
            reason: checked.reason,
            base_version: checked.base_version,
        })
        .await?;
    tx.commit().await?;
    let held = app.store.tag_proposal(id).await?;
    Ok((
        StatusCode::CREATED,
        Json(proposal::view(&app, &caller, held).await?),
    ))
}
