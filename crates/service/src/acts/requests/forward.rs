//! POST /api/requests/{id}/forward

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use forms::price::Price;
use storage::{SendingState, Submission, SubmissionState};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::form_edit::require_open;
use crate::form_reach::request_in_reach;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::{Caller, Right};
use crate::sending::carry_out::carry_out;
use crate::sending::gate::{Asking, approved_before, pass};
use crate::sending::order::Order;
use crate::view::form::{asked_columns, request_view};
use crate::wire::form::Request;
use crate::wire::sending::RequestForwarding;

/// Hand a street's part on to its communities, all or some. The minutes were spent when it was
/// sent; what counts anew is how much notice the communities get.
#[utoipa::path(post, path = "/api/requests/{id}/forward", tag = "forms", params(("id" = i64, Path)),
    request_body = RequestForwarding,
    responses((status = 200, body = Request), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn forward_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<RequestForwarding>,
) -> Result<Json<Request>, Refusal> {
    caller.require(Right::ReviewForms)?;
    let (request, submissions) = request_in_reach(&app, &caller, id).await?;
    require_open(&request)?;
    let chosen = |submission: &&Submission| {
        submission.state == SubmissionState::Waiting
            && (asked.communities.is_empty() || asked.communities.contains(&submission.community))
    };
    let parts: Vec<&Submission> = submissions.iter().filter(chosen).collect();
    let missing = asked.communities.len().saturating_sub(parts.len());
    if parts.is_empty() || missing > 0 {
        return Err(Problem::conflict(
            "nothing-to-forward",
            "所选社区没有待分发的任务，或已经分发，请刷新页面。",
        )
        .into());
    }
    let body = RequestBody::of(&request)?;
    let order = Order::Forward {
        submissions: parts.iter().map(|part| part.id).collect(),
    };
    let mut tx = app
        .store
        .write(entry(&caller, "request.forward", "request", id))
        .await?;
    let price = price_of(&parts, asked_columns(&body.reading.template));
    let asking = Asking {
        request: id,
        order: order.clone(),
        department: request.department.clone(),
        duty: body.duty.clone(),
        price,
        spends: false,
        shares: shares_of(&price),
        due: clock::from_epoch_day(request.due),
        zero_touch: false,
        approved: approved_before(&app, id, true).await?,
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

fn price_of(parts: &[&Submission], columns: usize) -> Price {
    let sum = |of: fn(&Submission) -> i32| -> u64 {
        let of_parts = parts
            .iter()
            .map(|part| u64::try_from(of(part)).unwrap_or(0));
        of_parts.sum()
    };
    let rows = sum(|part| part.figures.rows);
    let filled = sum(|part| part.figures.filled);
    Price {
        items: u32::try_from(columns).unwrap_or(u32::MAX),
        rows,
        fillers: u32::try_from(parts.len()).unwrap_or(u32::MAX),
        to_type: (rows * columns as u64).saturating_sub(filled),
        to_check: filled,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share for showing")]
fn shares_of(price: &Price) -> (f64, f64) {
    let all = (price.to_type + price.to_check).max(1);
    let held = price.to_check as f64 / all as f64;
    (held, held)
}
