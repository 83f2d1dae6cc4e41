//! GET /api/requests/{id}

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::area::AreaCode;
use catalog::problem::Problem;
use forms::FormCell;
use forms::rollup::{RollUp, Totals};
use storage::{Paging, Submission};

use crate::app::App;
use crate::clock;
use crate::form_reach::request_in_reach;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{
    asked_columns, cells_of, request_view, state_of, submission_view, totals_view,
};
use crate::wire::area::area_name;
use crate::wire::form::{RequestDetail, StreetTotals, SubmissionEvent};

/// A request with its submissions, the roll-up by street, and what happened.
#[utoipa::path(get, path = "/api/requests/{id}", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = RequestDetail), (status = 404, body = ProblemBody)))]
pub async fn request_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<RequestDetail>, Refusal> {
    let (request, submissions) = request_in_reach(&app, &caller, id).await?;
    let body = RequestBody::of(&request)?;
    let areas = app.areas();
    let rolled = roll_up(&app, &caller.area, &body, &submissions).await?;
    let streets = areas
        .subtree(&caller.area)
        .into_iter()
        .filter(|area| area.level == catalog::area::Level::Street)
        .filter_map(|street| {
            let totals = rolled.get(&street.code)?;
            Some(StreetTotals {
                code: street.code.to_string(),
                name: street.name.clone(),
                totals: totals_view(totals),
            })
        })
        .collect();
    let asked = asked_columns(&body.reading.template);
    Ok(Json(RequestDetail {
        request: request_view(&app, &request, &submissions).await?,
        submissions_list: submissions
            .iter()
            .map(|submission| submission_view(submission, asked, &areas))
            .collect(),
        totals: totals_view(rolled.total()),
        streets,
        events: events(&app, id, &submissions).await?,
    }))
}

/// Totals of the submissions the caller sees, up to the caller's area.
async fn roll_up(
    app: &App,
    root: &AreaCode,
    body: &RequestBody,
    submissions: &[Submission],
) -> Result<RollUp, Problem> {
    let mut totals = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let (_, rows) = app
            .store
            .submission_rows(submission.id, Paging::all())
            .await?;
        let cells: Vec<Vec<FormCell>> = rows
            .iter()
            .filter(|row| !row.excluded)
            .map(cells_of)
            .collect::<Result<_, _>>()?;
        let code: AreaCode = submission.community.parse().map_err(|_| {
            Problem::not_found("area-unknown", "填报的社区已不在区划中，请联系系统管理员。")
        })?;
        let of = Totals::of_submission(
            &body.reading.template,
            state_of(submission.state),
            cells.iter().map(Vec::as_slice),
        );
        totals.push((code, of));
    }
    RollUp::of(*root, &totals, &app.areas())
}

async fn events(
    app: &App,
    request: i64,
    submissions: &[Submission],
) -> Result<Vec<SubmissionEvent>, Problem> {
    let areas = app.areas();
    let communities: BTreeMap<i64, &str> = submissions
        .iter()
        .map(|submission| (submission.id, submission.community.as_str()))
        .collect();
    let names: BTreeMap<i64, String> = app
        .store
        .accounts()
        .await?
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect();
    let events = app.store.request_events(request).await?;
    Ok(events
        .into_iter()
        .filter_map(|event| {
            let community = communities.get(&event.submission_id)?;
            Some(SubmissionEvent {
                at: clock::iso(event.at),
                actor: event
                    .account_id
                    .and_then(|id| names.get(&id).cloned())
                    .unwrap_or_default(),
                act: event.act,
                community: area_name(&areas, Some(community)),
                remark: event.remark,
            })
        })
        .collect())
}
