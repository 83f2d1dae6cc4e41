//! PUT /api/sending-rules/budgets

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::problem::Problem;
use storage::MinuteBudget;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::sending::rules::year_of;
use crate::view::names::Names;
use crate::view::rules::sending_rules;
use crate::wire::sending::{NewBudget, SendingRules};

/// More minutes than a district's community workers have in a year are a mistake.
const MOST_MINUTES: i64 = 1_000_000_000;

/// Set how many minutes of the grassroots' time a department may ask for this year.
#[utoipa::path(put, path = "/api/sending-rules/budgets", tag = "forms", request_body = NewBudget,
    responses((status = 200, body = SendingRules), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn set_budget(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewBudget>,
) -> Result<Json<SendingRules>, Refusal> {
    caller.require(Right::SendingRules)?;
    if !(0..=MOST_MINUTES).contains(&asked.minutes) {
        return Err(Problem::bad_input(
            "budget-unfit",
            "年度用时预算应为 0 或以上的整数（分钟），请改正后保存。",
        )
        .into());
    }
    let departments = Names::read(&app).await?.departments();
    if !departments.contains(&asked.department) {
        return Err(Problem::bad_input(
            "department-unknown",
            "没有这个部门的账号，请从列表中选择部门。",
        )
        .into());
    }
    let budget = MinuteBudget {
        department: asked.department,
        year: year_of(clock::today()),
        minutes: asked.minutes,
    };
    let subject = format!("{}-{}", budget.department, budget.year);
    let mut tx = app
        .store
        .write(entry(&caller, "budget.set", "budget", subject))
        .await?;
    tx.set_minute_budget(&budget).await?;
    tx.commit().await?;
    Ok(Json(sending_rules(&app, &caller).await?))
}
