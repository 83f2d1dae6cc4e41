//! POST /api/helpers/requests/{id}/decide

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use serde_json::json;
use storage::HelperRequestState;

use crate::app::App;
use crate::audited::entry;
use crate::helper_request::{still_open, unknown, view};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::helper::{HelperDecision, HelperRequestView};

/// Approve or decline a request for names, with a reason; never one's own.
#[utoipa::path(post, path = "/api/helpers/requests/{id}/decide", tag = "segments", params(("id" = i64, Path)),
    request_body = HelperDecision,
    responses((status = 200, body = HelperRequestView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn decide_helper_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<HelperDecision>,
) -> Result<Json<HelperRequestView>, Refusal> {
    caller.require(Right::KeepSegments)?;
    let remark = asked.remark.trim();
    if remark.is_empty() {
        return Err(Problem::bad_input(
            "remark-missing",
            "请写明同意或不同意的意见，申请人看得到。",
        )
        .into());
    }
    let audit = entry(&caller, "helpers.decide", "helper-request", id)
        .with_detail(json!({ "approve": asked.approve }));
    let mut tx = app.store.write(audit).await?;
    let held = tx.hold_helper_request(id).await;
    let held = held.map_err(|problem| problem.if_missing(unknown))?;
    if held.state == HelperRequestState::Waiting && !caller.decides_helpers(&held, &app.areas()) {
        return Err(if held.asked_by == Some(caller.account) {
            Problem::forbidden(
                "helper-request-own",
                "不能审批自己提出的申请，请由有审批权的另一位同志审批。",
            )
        } else {
            unknown()
        }
        .into());
    }
    still_open(&held)?;
    let state = if asked.approve {
        HelperRequestState::Approved
    } else {
        HelperRequestState::Declined
    };
    tx.decide_helper_request(id, state, remark).await?;
    tx.commit().await?;
    let request = app.store.helper_request(id).await?;
    Ok(Json(view(&app, &caller, request).await?))
}
