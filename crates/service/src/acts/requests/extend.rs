//! POST /api/requests/{id}/extend

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use storage::{RequestState, SendingState, SubmissionState};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::form_reach::request_in_reach;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::library::may_be_sent;
use crate::request_body::RequestBody;
use crate::rights::{Caller, Right};
use crate::sending::carry_out::carry_out;
use crate::sending::gate::{Asking, approved_before, pass};
use crate::sending::order::Order;
use crate::sending::population::asked_communities;
use crate::sending::price::estimate;
use crate::view::form::request_view;
use crate::wire::form::Request;
use crate::wire::sending::RequestExtension;

/// Ask more communities, or again those that were recalled. It costs what it costs them, and passes
/// the same gate as a new request.
#[utoipa::path(post, path = "/api/requests/{id}/extend", tag = "forms", params(("id" = i64, Path)),
    request_body = RequestExtension,
    responses((status = 200, body = Request), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn extend_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<RequestExtension>,
) -> Result<Json<Request>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let (request, submissions) = request_in_reach(&app, &caller, id).await?;
    if !matches!(
        request.state,
        RequestState::Open | RequestState::Complete | RequestState::Recalled
    ) {
        return Err(Problem::conflict(
            "request-closed",
            "这张报表不在填报中，不能扩大范围；确需填报请新建下发任务。",
        )
        .into());
    }
    let wanted: BTreeSet<&str> = asked.communities.iter().map(String::as_str).collect();
    if wanted.is_empty() {
        return Err(Problem::bad_input("area-missing", "请至少选择一个要增加的社区。").into());
    }
    let running = submissions.iter().find(|submission| {
        wanted.contains(submission.community.as_str())
            && submission.state != SubmissionState::Recalled
    });
    if running.is_some() {
        return Err(Problem::conflict(
            "submission-exists",
            "所选社区中有的已在这次任务里，不用重复下发，请刷新后重新选择。",
        )
        .into());
    }
    may_be_sent(&app, &app.store.template(request.template_id).await?).await?;
    let body = RequestBody::of(&request)?;
    let areas = app.areas();
    let filter = body.filter(&areas)?;
    let communities = asked_communities(&app, &filter, &asked.communities, &areas).await?;
    let template = &body.reading.template;
    let estimate = estimate(&app, template, &filter, &communities, &areas).await?;
    let order = Order::Extend {
        communities: communities
            .iter()
            .map(|(code, _)| code.to_string())
            .collect(),
    };
    let mut tx = app
        .store
        .write(entry(&caller, "request.extend", "request", id))
        .await?;
    let asking = Asking {
        request: id,
        order: order.clone(),
        department: request.department.clone(),
        duty: body.duty.clone(),
        price: estimate.price,
        spends: true,
        shares: (estimate.held, estimate.fresh),
        due: clock::from_epoch_day(request.due),
        zero_touch: false,
        approved: approved_before(&app, id, false).await?,
        plea: asked.plea,
    };
    if pass(&app, &mut tx, asking).await? == SendingState::Sent {
        let request = tx.hold_request(id).await?;
        carry_out(&app, &mut tx, &request, order).await?;
    }
    tx.commit().await?;
    let (request, submissions) = request_in_reach(&app, &caller, id).await?;
    Ok(Json(request_view(&app, &request, &submissions).await?))
}
