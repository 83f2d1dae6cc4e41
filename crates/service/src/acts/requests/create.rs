//! POST /api/requests

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::area::{AreaCode, AreaTree};
use catalog::problem::Problem;
use chrono::NaiveDate;
use query::{GroupBy, PersonFilter};
use storage::SubmissionFilter;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::form_list::list_community;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::request_body::{RequestBody, check_population};
use crate::rights::{Caller, Right};
use crate::view::form::{reading_of, request_view};
use crate::view::person::check_tags;
use crate::wire::form::{NewRequest, Request};

/// More rows than any list that people check by hand; a wider population is a mistake.
const MOST_ROWS: u64 = 300_000;

/// Send a form down: every community concerned gets its people listed and prefilled.
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
    let stored = app.store.template(asked.template_id).await?;
    if stored.department != caller.department {
        return Err(
            Problem::not_found("template-unknown", "没有这个表样，或它属于其他部门。").into(),
        );
    }
    let body = RequestBody {
        population: asked.population.clone(),
        reading: reading_of(&stored)?,
        object: stored.object,
        file_name: stored.file_name,
    };
    let areas = app.areas();
    let filter = asked
        .population
        .filter(caller.scope(asked.population.area.as_deref(), &areas)?);
    let communities = communities(&app, &filter, &asked.areas, &areas).await?;

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
        })
        .await?;
    for community in communities {
        list_community(&app, &mut tx, id, &body, &filter, community, None).await?;
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

fn check(asked: &NewRequest) -> Result<(String, NaiveDate), Problem> {
    let title = asked.title.trim();
    if title.is_empty() || title.chars().count() > 80 {
        return Err(Problem::bad_input(
            "title-unfit",
            "请填写报表名称，不超过 80 个字。",
        ));
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
    Ok((title.to_owned(), due))
}

/// The communities with members of the population, inside the chosen areas.
async fn communities(
    app: &App,
    filter: &PersonFilter,
    chosen: &[String],
    areas: &AreaTree,
) -> Result<Vec<AreaCode>, Problem> {
    let chosen: Vec<AreaCode> = chosen
        .iter()
        .map(|code| code.parse())
        .collect::<Result<_, _>>()
        .map_err(|_| {
            Problem::bad_input(
                "area-unknown",
                "下发范围中有无法识别的区划代码，请重新选择街道或社区。",
            )
        })?;
    let snapshot = app.snapshot.load();
    let asked = filter.clone();
    let groups = tokio::task::spawn_blocking(move || snapshot.group(&asked, GroupBy::Community))
        .await
        .map_err(|_| Problem::unavailable("count-failed", "统计人数时出错，请稍后重试。"))??;
    let mut rows = 0;
    let communities: Vec<AreaCode> = groups
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .filter_map(|(key, count)| Some((key.parse::<AreaCode>().ok()?, count)))
        .filter(|(code, _)| {
            chosen.is_empty() || chosen.iter().any(|area| areas.is_within(code, area))
        })
        .inspect(|(_, count)| rows += count)
        .map(|(code, _)| code)
        .collect();
    if communities.is_empty() {
        return Err(Problem::bad_input(
            "population-empty",
            "按现在的条件没有任何人需要填报，请放宽条件或检查下发范围。",
        ));
    }
    if rows > MOST_ROWS {
        return Err(Problem::bad_input(
            "population-too-wide",
            format!(
                "共有 {rows} 人，超过一次下发的上限（{MOST_ROWS} 人），请用标签、年龄或区划缩小范围。"
            ),
        ));
    }
    Ok(communities)
}
