//! GET /api/tags/proposals/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::proposal;
use crate::wire::tag::ProposalView;

/// One proposal with its chain.
#[utoipa::path(get, path = "/api/tags/proposals/{id}", tag = "tags", params(("id" = i64, Path)),
    responses((status = 200, body = ProposalView), (status = 404, body = ProblemBody)))]
pub async fn proposal_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<ProposalView>, Refusal> {
    caller.require(Right::ProposeTags)?;
    let held = app.store.tag_proposal(id).await?;
    Ok(Json(proposal::view(&app, &caller, held).await?))
}
