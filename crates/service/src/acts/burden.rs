//! GET /api/burden

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::problem::Problem;
use chrono::{Months, NaiveDate};

use crate::app::App;
use crate::burden::burden;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::burden::{Burden, BurdenAsked};

/// What forms asked of an area of the caller's and what they cost it, by asking department and by
/// community, with the formula of each figure.
#[utoipa::path(get, path = "/api/burden", tag = "forms", params(BurdenAsked),
    responses((status = 200, body = Burden), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn form_burden(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<BurdenAsked>,
) -> Result<Json<Burden>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let area = caller.scope(asked.area.as_deref(), &app.areas())?;
    let to = day(asked.to.as_deref())?.unwrap_or_else(clock::today);
    let from = match day(asked.from.as_deref())? {
        Some(from) => from,
        None => to.checked_sub_months(Months::new(12)).unwrap_or(to),
    };
    if from > to {
        return Err(
            Problem::bad_input("days-turned-round", "开始日期晚于结束日期，请重新选择。").into(),
        );
    }
    Ok(Json(burden(&app, area, from, to).await?))
}

fn day(text: Option<&str>) -> Result<Option<NaiveDate>, Problem> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(|text| {
        text.parse().map_err(|_| {
            Problem::bad_input(
                "day-unreadable",
                "日期应写成 2024-02-29 的样子，请重新选择日期。",
            )
        })
    })
    .transpose()
}
