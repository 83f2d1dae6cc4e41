//! POST /api/requests/{id}/decide

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use storage::{RequestState, SendingState};

use crate::app::App;
use crate::audited::entry;
use crate::form_reach::request_to_judge;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::sending::carry_out::carry_out;
use crate::sending::order::Order;
use crate::view::form::request_view;
use crate::wire::form::Request;
use crate::wire::sending::SendingDecision;

/// Approve or decline a sending that waits; somebody else than who asked for it. An approved one is
/// carried out in the same write.
#[utoipa::path(post, path = "/api/requests/{id}/decide", tag = "forms", params(("id" = i64, Path)),
    request_body = SendingDecision,
    responses((status = 200, body = Request), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn decide_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<SendingDecision>,
) -> Result<Json<Request>, Refusal> {
    caller.require(Right::ApproveSendings)?;
    let remark = asked.remark.trim();
    if remark.is_empty() {
        return Err(Problem::bad_input(
            "remark-missing",
            "请写明同意或不同意的意见，申请人和基层都看得到。",
        )
        .into());
    }
    request_to_judge(&app, &caller, id).await?;
    let mut tx = app
        .store
        .write(entry(&caller, "sending.decide", "request", id))
        .await?;
    let held = tx.hold_sending(asked.sending).await?;
    if held.asked.request_id != id {
        return Err(
            Problem::not_found("sending-unknown", "这张报表没有这次下发，请刷新页面。").into(),
        );
    }
    if held.asked.state == SendingState::Waiting && !caller.decides_sending(&held) {
        return Err(Problem::forbidden(
            "sending-own",
            "不能审批自己提出的下发，请由区大数据中心的另一位同志审批。",
        )
        .into());
    }
    let (state, act) = if asked.approve {
        (SendingState::Sent, "approve-sending")
    } else {
        (SendingState::Declined, "decline-sending")
    };
    tx.decide_sending(held.id, state, remark).await?;
    tx.note_request_event(id, act, None, Some(remark)).await?;
    let request = tx.hold_request(id).await?;
    if asked.approve {
        carry_out(&app, &mut tx, &request, Order::of(&held)?).await?;
    } else if request.state == RequestState::Waiting {
        tx.set_request_state(id, RequestState::Declined).await?;
    }
    tx.commit().await?;
    let (request, submissions) = request_to_judge(&app, &caller, id).await?;
    Ok(Json(request_view(&app, &request, &submissions).await?))
}
