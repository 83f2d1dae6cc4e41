//! POST /api/contests/{id}/reopen

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::{ContestState, ContestStep};

use crate::app::App;
use crate::audited::entry;
use crate::contest::{Said, allowed, due_from_today, in_reach, reason_of, rights, view};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::contest::{ContestReply, ContestView};

/// The answer does not settle it: once, with a reason, it goes back with a new term.
#[utoipa::path(post, path = "/api/contests/{id}/reopen", tag = "contests", params(("id" = i64, Path)),
    request_body = ContestReply,
    responses((status = 200, body = ContestView), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn reopen_contest(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ContestReply>,
) -> Result<Json<ContestView>, Refusal> {
    let contest = in_reach(&app, &caller, id).await?;
    allowed(rights(&caller, &contest, &app.areas()).reopen)?;
    let mut said = Said::of(&contest)?;
    said.again = Some(reason_of(asked.reason.as_deref())?);
    let step = ContestStep {
        expected_version: asked.version,
        state: ContestState::Open,
        reopened: true,
        due: due_from_today(),
        outcome: None,
        delivery_id: contest.delivery_id,
        body: said.stored()?,
    };
    let mut tx = app
        .store
        .write(entry(&caller, "contest.reopen", "contest", id))
        .await?;
    tx.step_contest(id, step).await?;
    tx.commit().await?;
    let contest = app.store.contest(id).await?;
    Ok(Json(view(&app, &caller, &contest).await?))
}
