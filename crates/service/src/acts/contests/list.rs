//! GET /api/contests

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::problem::Problem;
use storage::{ContestFilter as Filter, ContestState, Paging};

use crate::app::App;
use crate::clock;
use crate::contest::{reach, view};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::wire::contest::{ContestFilter, ContestsPage};

/// Contests that concern the caller: about values of their sources, or about people of their area.
/// What is due first comes first.
#[utoipa::path(get, path = "/api/contests", tag = "contests", params(ContestFilter),
    responses((status = 200, body = ContestsPage), (status = 403, body = ProblemBody)))]
pub async fn list_contests(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<ContestFilter>,
) -> Result<Json<ContestsPage>, Refusal> {
    caller.require(Right::Contest)?;
    let state = match asked.state.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Some(ContestState::parse(text).ok_or_else(|| {
            Problem::bad_input("state-unknown", "没有这种状态，请从列表中选择。")
        })?),
        None => None,
    };
    let today = clock::epoch_day(clock::today());
    let filter = Filter {
        reach: Some(reach(&caller, &app.areas())),
        state,
        overdue_on: asked.overdue.unwrap_or(false).then_some(today),
        entity: None,
    };
    let paging = Paging::new(
        asked.page.unwrap_or(1).max(1),
        asked.size.unwrap_or(20).clamp(1, 200),
    );
    let (total, contests) = app.store.contests(&filter, paging).await?;
    let mut rows = Vec::with_capacity(contests.len());
    for contest in &contests {
        rows.push(view(&app, &caller, contest).await?);
    }
    Ok(Json(ContestsPage { total, rows }))
}
