//! POST /api/tags/proposals/{id}/agree

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::TagStepAct;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::proposal;
use crate::wire::tag::{ProposalStep, ProposalView};

/// An office agrees. With the last one the proposal becomes a version of the tag, in force from its
/// day on; nobody decides about a proposal of their own.
#[utoipa::path(post, path = "/api/tags/proposals/{id}/agree", tag = "tags", params(("id" = i64, Path)),
    request_body = ProposalStep,
    responses((status = 200, body = ProposalView), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn agree_proposal(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(said): Body<ProposalStep>,
) -> Result<Json<ProposalView>, Refusal> {
    caller.require(Right::ProposeTags)?;
    let held = proposal::decide(&app, &caller, id, &said, TagStepAct::Agree).await?;
    Ok(Json(proposal::view(&app, &caller, held).await?))
}
