//! GET /api/tags/proposals

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::problem::Problem;
use storage::ProposalState;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::proposal;
use crate::wire::tag::{ProposalFilter, ProposalView};

/// Proposals, the newest first. Every office that takes part in them sees all of them: a proposal
/// holds no personal value.
#[utoipa::path(get, path = "/api/tags/proposals", tag = "tags", params(ProposalFilter),
    responses((status = 200, body = Vec<ProposalView>), (status = 403, body = ProblemBody)))]
pub async fn list_proposals(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<ProposalFilter>,
) -> Result<Json<Vec<ProposalView>>, Refusal> {
    caller.require(Right::ProposeTags)?;
    let state = match asked.state.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Some(ProposalState::parse(text).ok_or_else(|| {
            Problem::bad_input("state-unknown", "没有这种状态，请从列表中选择。")
        })?),
        None => None,
    };
    let mut views = Vec::new();
    for held in app.store.tag_proposals(state, None).await? {
        views.push(proposal::view(&app, &caller, held).await?);
    }
    Ok(Json(views))
}
