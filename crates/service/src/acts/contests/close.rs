//! POST /api/contests/{id}/close

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::{ContestState, ContestStep};

use crate::app::App;
use crate::audited::entry;
use crate::contest::{allowed, in_reach, rights, view};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::contest::{ContestReply, ContestView};

/// The answer settles it.
#[utoipa::path(post, path = "/api/contests/{id}/close", tag = "contests", params(("id" = i64, Path)),
    request_body = ContestReply,
    responses((status = 200, body = ContestView), (status = 409, body = ProblemBody)))]
pub async fn close_contest(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ContestReply>,
) -> Result<Json<ContestView>, Refusal> {
    let contest = in_reach(&app, &caller, id).await?;
    allowed(rights(&caller, &contest, &app.areas()).close)?;
    let step = ContestStep {
        expected_version: asked.version,
        state: ContestState::Closed,
        reopened: contest.reopened,
        due: contest.due,
        outcome: contest.outcome.clone(),
        delivery_id: contest.delivery_id,
        body: contest.body.clone(),
    };
    let mut tx = app
        .store
        .write(entry(&caller, "contest.close", "contest", id))
        .await?;
    tx.step_contest(id, step).await?;
    tx.commit().await?;
    let contest = app.store.contest(id).await?;
    Ok(Json(view(&app, &caller, &contest).await?))
}
