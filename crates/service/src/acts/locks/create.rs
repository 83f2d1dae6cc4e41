//! POST /api/locks

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::element::{DataElement, Dictionary, ElementNo, no};
use catalog::problem::Problem;
use chrono::{Months, NaiveDate};

use crate::app::App;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::registry::lock::{Wanted, lock};
use crate::rights::{Caller, Right};
use crate::view::lock::locks;
use crate::view::reach::entity_in_reach;
use crate::wire::lock::{Lock, NewLock};

/// Longest a lock holds; after that somebody has to look again.
const LONGEST: Months = Months::new(24);

/// Numbers by which entities are recognised; a wrong one is a matter of linking, not of a value.
const IDENTIFYING: [ElementNo; 2] = [no::ID_NUMBER, no::CREDIT_CODE];

/// Lock a value until a day, with a reason. It outranks every source until then, stands on the
/// page as such, and ends by itself.
#[utoipa::path(post, path = "/api/locks", tag = "locks", request_body = NewLock,
    responses((status = 201, body = Lock), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn create_lock(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewLock>,
) -> Result<(StatusCode, Json<Lock>), Refusal> {
    caller.require(Right::LockValues)?;
    let entity = entity_in_reach(&app, &caller, asked.entity).await?;
    let element = lockable(&asked.element)?;
    let until = until_day(&asked.until)?;
    let reason = reason_of(&asked.reason)?;
    let text = match asked.record {
        Some(record) => text_of_record(&app, entity.id, record, element).await?,
        None => typed(element, asked.text.as_deref().unwrap_or_default())?,
    };
    let id = entity.id;
    let wanted = Wanted {
        entity,
        element,
        text,
        until: clock::epoch_day(until),
        reason,
    };
    let made = lock(&app, &caller, wanted).await?;
    let view = locks(&app, id)
        .await?
        .into_iter()
        .find(|lock| lock.id == made)
        .ok_or_else(broken)?;
    Ok((StatusCode::CREATED, Json(view)))
}

fn lockable(id: &str) -> Result<&'static DataElement, Problem> {
    Dictionary::shipped()
        .by_id(id)
        .filter(|element| {
            !element.derived && element.no != no::AGE && !IDENTIFYING.contains(&element.no)
        })
        .ok_or_else(|| {
            Problem::bad_input(
                "element-not-lockable",
                "这一项不能锁定：证件号码由登记机关更正，年龄和所在社区由系统推算。",
            )
        })
}

fn until_day(text: &str) -> Result<NaiveDate, Problem> {
    let today = clock::today();
    let day: Option<NaiveDate> = text.parse().ok();
    day.filter(|day| *day >= today && *day <= today + LONGEST)
        .ok_or_else(|| {
            Problem::bad_input("lock-until", "请选择锁定的截止日期：从今天起，最长两年。")
        })
}

fn reason_of(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if !(4..=200).contains(&text.chars().count()) {
        return Err(Problem::bad_input(
            "lock-reason",
            "请写明锁定的理由（4 到 200 个字），例如“本人到社区出示租赁合同”。",
        ));
    }
    Ok(text.to_owned())
}

async fn text_of_record(
    app: &App,
    entity: i64,
    record: i64,
    element: &DataElement,
) -> Result<String, Problem> {
    app.store
        .records_of(entity)
        .await?
        .into_iter()
        .find(|held| held.id == record)
        .and_then(|held| held.values.get(element.no).map(str::to_owned))
        .ok_or_else(|| {
            Problem::not_found(
                "record-unknown",
                "选中的这个值已经不在了，请刷新页面后重新选择。",
            )
        })
}

fn typed(element: &DataElement, text: &str) -> Result<String, Problem> {
    let (_, canonical) = forms::check::check_cell(Some(element), true, text, clock::today())?;
    Ok(canonical)
}
