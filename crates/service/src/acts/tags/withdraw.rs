//! POST /api/tags/proposals/{id}/withdraw

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::proposal;
use crate::wire::tag::{ProposalStep, ProposalView};

/// Whoever proposed it takes it back.
#[utoipa::path(post, path = "/api/tags/proposals/{id}/withdraw", tag = "tags", params(("id" = i64, Path)),
    request_body = ProposalStep,
    responses((status = 200, body = ProposalView), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn withdraw_proposal(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(said): Body<ProposalStep>,
) -> Result<Json<ProposalView>, Refusal> {
    caller.require(Right::ProposeTags)?;
    let held = proposal::withdraw(&app, &caller, id, &said).await?;
    Ok(Json(proposal::view(&app, &caller, held).await?))
}
