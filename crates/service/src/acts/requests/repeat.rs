//! POST /api/requests/{id}/repeat

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;
use chrono::NaiveDate;
use forms::repeat::Rhythm;
use storage::{FormRepeat, RequestState, SendingState, SubmissionFilter};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::form_reach::request_in_reach;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::library::may_be_sent;
use crate::request_body::{RequestBody, due_day};
use crate::rights::{Caller, Right};
use crate::sending::carry_out::carry_out;
use crate::sending::gate::{Asking, pass};
use crate::sending::order::Order;
use crate::sending::population::asked_communities;
use crate::sending::price::estimate;
use crate::sending::zero_touch;
use crate::view::form::request_view;
use crate::view::person::check_tags;
use crate::wire::form::Request;
use crate::wire::repeat::RepeatDraft;

/// Send a request out again for the next period: to the same areas, for the same population as it is
/// now, with what was accepted last time where the registry holds
/// nothing. It passes the same gate as a first one.
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
    let (former, _) = request_in_reach(&app, &caller, id).await?;
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
    may_be_sent(&app, &app.store.template(former.template_id).await?).await?;
    let body = RequestBody::of(&former)?;
    check_tags(&app, &caller, &body.population)?;
    let areas = app.areas();
    let filter = body.filter(&areas)?;
    let communities = asked_communities(&app, &filter, &body.areas, &areas).await?;
    let template = &body.reading.template;
    let estimate = estimate(&app, template, &filter, &communities, &areas).await?;
    // What communities were asked before is asked again; only what nobody was asked stays so.
    let zero_touch = body.zero_touch
        && zero_touch::is_permitted(&caller, template)
        && zero_touch::is_possible(&app, template, &filter, &communities, &estimate, &areas)
            .await?;
    let body = RequestBody {
        zero_touch,
        former: Some(id),
        ..body
    };
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
            state: RequestState::Waiting,
        })
        .await?;
    tx.create_form_repeat(FormRepeat {
        request_id: next,
        former_id: id,
        rhythm: rhythm.as_str().to_owned(),
    })
    .await?;
    let asking = Asking {
        request: next,
        order: Order::Create,
        department: caller.department.clone(),
        duty: body.duty.clone(),
        price: estimate.price,
        spends: true,
        shares: (estimate.held, estimate.fresh),
        due,
        zero_touch,
        approved: Vec::new(),
        plea: asked.plea,
    };
    if pass(&app, &mut tx, asking).await? == SendingState::Sent {
        let request = tx.hold_request(next).await?;
        carry_out(&app, &mut tx, &request, Order::Create).await?;
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
    due_day(&asked.due)
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
