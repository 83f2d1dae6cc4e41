//! POST /api/review/{id}/decide

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use serde_json::json;
use storage::{Paging, PairAnswer, PairFilter, PairState};

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::identity;
use crate::rights::{Caller, Right};
use crate::wire::identity::{ReviewAnswer, ReviewAnswered};

/// PairAnswer a pair: the same, different, or cannot be told. Every answer is kept for good.
#[utoipa::path(post, path = "/api/review/{id}/decide", tag = "review", params(("id" = i64, Path)),
    request_body = ReviewAnswer,
    responses((status = 200, body = ReviewAnswered), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn decide_pair(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(given): Body<ReviewAnswer>,
) -> Result<Json<ReviewAnswered>, Refusal> {
    caller.require(Right::Identify)?;
    let answer = PairAnswer::parse(&given.answer).ok_or_else(|| {
        Problem::bad_input(
            "answer-unknown",
            "结论应为 same（同一人）、different（不是同一人）或 unsure（拿不准）。",
        )
    })?;
    let pair = app.store.review_pair(id).await?;
    caller.require_review(pair.community.as_deref())?;
    let remark = given
        .remark
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let audit =
        entry(&caller, "review.decide", "pair", id).with_detail(json!({ "answer": given.answer }));
    let tx = app.store.write(audit).await?;
    identity::answer(&app, tx, &pair, answer, remark).await?;
    let filter = PairFilter {
        communities: caller.review_communities(),
        state: PairState::Open,
    };
    let (_, open) = app.store.review_pairs(&filter, Paging::new(1, 1)).await?;
    Ok(Json(ReviewAnswered {
        next: open.first().map(|pair| pair.id),
    }))
}
