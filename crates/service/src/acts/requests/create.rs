//! POST /api/requests

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::problem::Problem;
use chrono::NaiveDate;
use forms::submission::Route;
use storage::{RequestState, SendingState, SubmissionFilter};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::library::may_be_sent;
use crate::request_body::{RequestBody, check_population, due_day};
use crate::rights::{Caller, Right};
use crate::sending::carry_out::carry_out;
use crate::sending::gate::{Asking, pass};
use crate::sending::order::Order;
use crate::sending::population::asked_communities;
use crate::sending::price::estimate;
use crate::sending::rules::duty_on_list;
use crate::sending::zero_touch;
use crate::view::form::{reading_of, request_view};
use crate::view::person::check_tags;
use crate::wire::form::{NewRequest, Request};

/// Send a form down: every community concerned gets its people listed and prefilled. Over budget,
/// with too short notice or off the duty list it waits for an approver, and nobody is asked yet.
#[utoipa::path(post, path = "/api/requests", tag = "forms", request_body = NewRequest,
    responses((status = 201, body = Request), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewRequest>,
) -> Result<(StatusCode, Json<Request>), Refusal> {
    caller.require(Right::ComposeForms)?;
    check_population(&asked.population)?;
    check_tags(&app, &caller, &asked.population)?;
    let (title, due) = check(&asked)?;
    let duty = duty(&app, &asked).await?;
    let stored = app.store.template(asked.template_id).await?;
    if stored.department != caller.department {
        return Err(
            Problem::not_found("template-unknown", "没有这个表样，或它属于其他部门。").into(),
        );
    }
    may_be_sent(&app, &stored).await?;
    let reading = reading_of(&stored)?;
    let areas = app.areas();
    let filter = asked
        .population
        .filter(caller.scope(asked.population.area.as_deref(), &areas)?);
    let communities = asked_communities(&app, &filter, &asked.areas, &areas).await?;
    let template = &reading.template;
    let estimate = estimate(&app, template, &filter, &communities, &areas).await?;
    let zero_touch = !asked.ask_anyway
        && duty.is_some()
        && zero_touch::is_permitted(&caller, template)
        && zero_touch::is_possible(&app, template, &filter, &communities, &estimate, &areas)
            .await?;
    let body = RequestBody {
        population: asked.population.clone(),
        reading,
        object: stored.object,
        file_name: stored.file_name,
        root: caller.area.to_string(),
        areas: asked.areas.clone(),
        route: Route {
            by_street: asked.by_street,
            head: asked.head,
            settle: asked.settle,
        },
        duty: duty.clone(),
        zero_touch,
        former: None,
    };

    let mut tx = app
        .store
        .write(entry(&caller, "request.create", "request", ""))
        .await?;
    let id = tx
        .create_request(storage::NewRequest {
            template_id: asked.template_id,
            title,
            department: caller.department.clone(),
            population: serde_json::to_value(&body).map_err(|_| broken())?,
            as_of: clock::epoch_day(clock::today()),
            due: clock::epoch_day(due),
            state: RequestState::Waiting,
        })
        .await?;
    let asking = Asking {
        request: id,
        order: Order::Create,
        department: caller.department.clone(),
        duty,
        price: estimate.price,
        spends: true,
        shares: (estimate.held, estimate.fresh),
        due,
        zero_touch,
        approved: Vec::new(),
        plea: asked.plea,
    };
    if pass(&app, &mut tx, asking).await? == SendingState::Sent {
        let request = tx.hold_request(id).await?;
        carry_out(&app, &mut tx, &request, Order::Create).await?;
    }
    tx.commit().await?;
    let request = app.store.request(id).await?;
    let submissions = app
        .store
        .submissions(&SubmissionFilter {
            request: Some(id),
            ..SubmissionFilter::default()
        })
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(request_view(&app, &request, &submissions).await?),
    ))
}

/// The item of the duty list that covers it, or none when it is said to be off the list.
async fn duty(app: &App, asked: &NewRequest) -> Result<Option<String>, Problem> {
    match asked.duty.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => Ok(Some(duty_on_list(app, id).await?.id)),
        None if asked.off_list => Ok(None),
        None => Err(Problem::bad_input(
            "duty-missing",
            "请选择这张报表对应的基层职责清单事项；清单里没有的，请选“不在清单内”并说明理由。",
        )),
    }
}

fn check(asked: &NewRequest) -> Result<(String, NaiveDate), Problem> {
    let title = asked.title.trim();
    if title.is_empty() || title.chars().count() > 80 {
        return Err(Problem::bad_input(
            "title-unfit",
            "请填写报表名称，不超过 80 个字。",
        ));
    }
    Ok((title.to_owned(), due_day(&asked.due)?))
}
