//! POST /api/requests/{id}/due

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use forms::price::{Price, Reason};
use storage::SendingState;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::form_edit::require_open;
use crate::form_reach::request_in_reach;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::{RequestBody, due_day};
use crate::rights::{Caller, Right};
use crate::sending::carry_out::carry_out;
use crate::sending::gate::{Asking, approved_before, pass};
use crate::sending::order::Order;
use crate::view::form::request_view;
use crate::wire::form::Request;
use crate::wire::sending::DueChange;

/// Move the day by which a request is due. A later day needs nobody; an earlier one passes the gate
/// again, because it takes notice away.
#[utoipa::path(post, path = "/api/requests/{id}/due", tag = "forms", params(("id" = i64, Path)),
    request_body = DueChange,
    responses((status = 200, body = Request), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn change_due(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<DueChange>,
) -> Result<Json<Request>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let (request, _) = request_in_reach(&app, &caller, id).await?;
    require_open(&request)?;
    let due = due_day(&asked.due)?;
    let day = clock::epoch_day(due);
    let mut approved = approved_before(&app, id, false).await?;
    if day >= request.due {
        approved.push(Reason::ShortNotice);
    }
    let order = Order::Due { due: day };
    let mut tx = app
        .store
        .write(entry(&caller, "request.due", "request", id))
        .await?;
    let asking = Asking {
        request: id,
        order: order.clone(),
        department: request.department.clone(),
        duty: RequestBody::of(&request)?.duty,
        price: Price::default(),
        spends: false,
        shares: (1.0, 1.0),
        due,
        zero_touch: false,
        approved,
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
