//! GET /api/requests/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::form_reach::request_to_judge;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{asked_columns, request_view, submission_view, totals_view};
use crate::view::names::Names;
use crate::view::rollup::{roll_up, street_totals};
use crate::view::sending::{request_rights, sending_views};
use crate::view::trace::trace;
use crate::wire::form::RequestDetail;

/// A request with its submissions, the roll-up by street and community, and what happened.
#[utoipa::path(get, path = "/api/requests/{id}", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = RequestDetail), (status = 404, body = ProblemBody)))]
pub async fn request_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<RequestDetail>, Refusal> {
    let (request, submissions) = request_to_judge(&app, &caller, id).await?;
    let body = RequestBody::of(&request)?;
    let areas = app.areas();
    let names = Names::read(&app).await?;
    let rolled = roll_up(&app, &caller.area, &body, &submissions).await?;
    let asked = asked_columns(&body.reading.template);
    Ok(Json(RequestDetail {
        can: request_rights(&caller, &request, &submissions),
        request: request_view(&app, &request, &submissions).await?,
        submissions_list: submissions
            .iter()
            .map(|submission| submission_view(submission, asked, &areas, &names))
            .collect(),
        totals: totals_view(rolled.total()),
        streets: street_totals(&rolled, &caller.area, &submissions, &areas),
        events: trace(&app, id, &submissions, &names).await?,
        sendings: sending_views(&app, &caller, id, &names).await?,
    }))
}
