//! POST /api/requests/{id}/repeat

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::area::AreaCode;
use catalog::problem::Problem;
use chrono::NaiveDate;
use forms::repeat::Rhythm;
use storage::{FormRepeat, SubmissionFilter};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::form_list::list_community;
use crate::form_reach::request_in_reach;
use crate::form_repeat::Former;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::request_body::RequestBody;
use crate::rights::{Caller, Right};
use crate::view::form::request_view;
use crate::view::person::check_tags;
use crate::wire::form::Request;
use crate::wire::repeat::RepeatDraft;

/// Send a request out again for the next period: to the same communities, for the same population as
/// it is now, with what was accepted last time where the registry holds nothing.
#[utoipa::path(post, path = "/api/requests/{id}/repeat", tag = "forms", params(("id" = i64, Path)),
    request_body = RepeatDraft,
    responses((status = 201, body = Request), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn repeat_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<RepeatDraft>,
) -> Result<(StatusCode, Json<Request>), Refusal> {
    caller.require(Right::ComposeForms)?;
    let (former, submissions) = request_in_reach(&app, &caller, id).await?;
    let rhythm = Rhythm::parse(&asked.rhythm).ok_or_else(|| {
        Problem::bad_input(
            "rhythm-unknown",
            "请选择多久报一次：每月、每季度、每半年或每年。",
        )
    })?;
    let due = due(&asked, rhythm, former.due)?;
    let title = title(&asked, &former.title)?;
    if !app.store.repeats_of(id).await?.is_empty() {
        return Err(Problem::conflict(
            "request-repeated",
            "这一期之后已经下发过下一期，请从最近的一期继续。",
        )
        .into());
    }
    let body = RequestBody::of(&former)?;
    check_tags(&app, &caller, &body.population)?;
    let areas = app.areas();
    let filter = body
        .population
        .filter(caller.scope(body.population.area.as_deref(), &areas)?);
    let mut tx = app
        .store
        .write(entry(&caller, "request.repeat", "request", id))
        .await?;
    let next = tx
        .create_request(storage::NewRequest {
            template_id: former.template_id,
            title,
            department: caller.department.clone(),
            population: serde_json::to_value(&body).map_err(|_| broken())?,
            as_of: clock::epoch_day(clock::today()),
            due: clock::epoch_day(due),
        })
        .await?;
    tx.create_form_repeat(FormRepeat {
        request_id: next,
        former_id: id,
        rhythm: rhythm.as_str().to_owned(),
    })
    .await?;
    for submission in &submissions {
        // An area that was abolished meanwhile has nobody to ask.
        let Ok(community) = submission.community.parse::<AreaCode>() else {
            continue;
        };
        let before = Former::of_community(&app, &former, &submission.community).await?;
        list_community(
            &app,
            &mut tx,
            next,
            &body,
            &filter,
            community,
            before.as_ref(),
        )
        .await?;
    }
    tx.commit().await?;
    let request = app.store.request(next).await?;
    let submissions = app
        .store
        .submissions(&SubmissionFilter {
            request: Some(next),
            ..SubmissionFilter::default()
        })
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(request_view(&app, &request, &submissions).await?),
    ))
}

fn due(asked: &RepeatDraft, rhythm: Rhythm, former: i32) -> Result<NaiveDate, Problem> {
    if asked.due.trim().is_empty() {
        let next = rhythm.next(clock::from_epoch_day(former));
        return Ok(next.max(clock::today()));
    }
    let due: NaiveDate = asked.due.parse().map_err(|_| {
        Problem::bad_input(
            "due-unreadable",
            "截止日期应写成 2024-02-29 的样子，请重新选择日期。",
        )
    })?;
    if due < clock::today() {
        return Err(Problem::bad_input(
            "due-past",
            "截止日期已经过去，请选择今天或以后的日期。",
        ));
    }
    Ok(due)
}

fn title(asked: &RepeatDraft, former: &str) -> Result<String, Problem> {
    let title = asked.title.trim();
    if title.chars().count() > 80 {
        return Err(Problem::bad_input(
            "title-unfit",
            "报表名称不超过 80 个字，请缩短。",
        ));
    }
    Ok(if title.is_empty() { former } else { title }.to_owned())
}
