//! POST /api/tags/proposals/{id}/refuse

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

/// An office does not agree, and says why. The tag stays as it is.
#[utoipa::path(post, path = "/api/tags/proposals/{id}/refuse", tag = "tags", params(("id" = i64, Path)),
    request_body = ProposalStep,
    responses((status = 200, body = ProposalView), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn refuse_proposal(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(said): Body<ProposalStep>,
) -> Result<Json<ProposalView>, Refusal> {
    caller.require(Right::ProposeTags)?;
    let held = proposal::decide(&app, &caller, id, &said, TagStepAct::Refuse).await?;
    Ok(Json(proposal::view(&app, &caller, held).await?))
}
