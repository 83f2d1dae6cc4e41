//! GET /api/review

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::area::AreaTree;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use linkage::candidates::summary;
use rustc_hash::FxHashMap;
use storage::{Paging as StoredPaging, PairFilter, ReviewPair};

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::gate;
use crate::registry::last_search::LastSearch;
use crate::registry::take_back::in_force;
use crate::rights::{Caller, Right};
use crate::view::gate::{gate_view, last_search_view, unchecked_view};
use crate::view::identity::{Accounts, kind_of, state_named, weights_of};
use crate::view::person::name_of;
use crate::wire::Paging;
use crate::wire::area::area_name;
use crate::wire::identity::{LastSearchView, ReviewList, ReviewQuery, ReviewRow};

/// Pairs of people who may be one, routed to the caller, likeliest first.
#[utoipa::path(get, path = "/api/review", tag = "review", params(ReviewQuery),
    responses((status = 200, body = ReviewList), (status = 403, body = ProblemBody)))]
pub async fn list_pairs(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<ReviewQuery>,
) -> Result<Json<ReviewList>, Refusal> {
    caller.require(Right::Identify)?;
    let filter = PairFilter {
        communities: caller.review_communities(),
        state: state_named(asked.state.as_deref())?,
    };
    let (page, size) = Paging {
        page: asked.page,
        size: asked.size,
    }
    .bounds();
    let paging = StoredPaging::new(page, size);
    let (total, pairs) = app.store.review_pairs(&filter, paging).await?;
    let ids: Vec<i64> = pairs
        .iter()
        .flat_map(|pair| [pair.low, pair.high])
        .collect();
    let people = app.store.currents(&ids).await?;
    let areas = app.areas();
    let may_find = caller.can(Right::MergeGate);
    let last_search = if may_find {
        last_search(&app).await?
    } else {
        None
    };
    let gate = gate::read(&app).await?;
    let unchecked = if may_find && !gate.is_open() {
        Some(unchecked_view(in_force(&app, &gate).await?))
    } else {
        None
    };
    Ok(Json(ReviewList {
        total,
        rows: pairs
            .into_iter()
            .map(|pair| row(pair, &people, &areas))
            .collect(),
        may_find,
        gate: gate_view(&gate),
        last_search,
        unchecked,
    }))
}

async fn last_search(app: &App) -> Result<Option<LastSearchView>, Problem> {
    let Some(last) = LastSearch::read(app).await? else {
        return Ok(None);
    };
    let accounts = Accounts::read(app).await?;
    Ok(Some(last_search_view(&last, &accounts)))
}

/// What is known of one number under two names before anybody looks at it.
const SAME_NUMBER: &str = "身份号码相同，姓名不像同一人";

fn row(pair: ReviewPair, people: &FxHashMap<i64, Current>, areas: &AreaTree) -> ReviewRow {
    let name = |id: i64| people.get(&id).map_or("已不在库中", name_of).to_owned();
    ReviewRow {
        id: pair.id,
        names: [name(pair.low), name(pair.high)],
        people: [pair.low, pair.high],
        community: area_name(areas, pair.community.as_deref()),
        probability: pair.probability,
        summary: if pair.names.is_some() {
            SAME_NUMBER.to_owned()
        } else {
            summary(&weights_of(&pair))
        },
        kind: kind_of(&pair).to_owned(),
        state: pair.state.as_str().to_owned(),
        at: clock::iso(pair.made_at),
    }
}
