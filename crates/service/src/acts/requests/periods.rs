//! GET /api/requests/{id}/periods

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use forms::repeat::Rhythm;

use crate::app::App;
use crate::clock;
use crate::form_reach::request_in_reach;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::repeat::{NextDue, RepeatView, RepeatedRequest};

/// The periods before and after a request, and when the next one would be due.
#[utoipa::path(get, path = "/api/requests/{id}/periods", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = RepeatView), (status = 404, body = ProblemBody)))]
pub async fn request_periods(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<RepeatView>, Refusal> {
    let (request, _) = request_in_reach(&app, &caller, id).await?;
    let repeat = app.store.form_repeat(id).await?;
    let mut later = Vec::new();
    for next in app.store.repeats_of(id).await? {
        later.push(period(&app, next.request_id).await?);
    }
    let former = match &repeat {
        Some(repeat) => Some(period(&app, repeat.former_id).await?),
        None => None,
    };
    let due = clock::from_epoch_day(request.due);
    Ok(Json(RepeatView {
        rhythm: repeat.map(|repeat| repeat.rhythm),
        former,
        later,
        next: Rhythm::ALL
            .into_iter()
            .map(|rhythm| NextDue {
                rhythm: rhythm.as_str().to_owned(),
                label: rhythm.label().to_owned(),
                due: rhythm.next(due).max(clock::today()).to_string(),
            })
            .collect(),
    }))
}

async fn period(app: &App, id: i64) -> Result<RepeatedRequest, Problem> {
    let request = app.store.request(id).await?;
    Ok(RepeatedRequest {
        id,
        title: request.title,
        due: clock::day_text(request.due),
    })
}
