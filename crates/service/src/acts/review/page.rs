//! GET /api/review/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::area::AreaTree;
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::Current;
use linkage::candidates::Weight;
use storage::{Paging, PairFilter, PairState, ReviewPair, compete};

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::two_names::Apart;
use crate::rights::{Caller, Right};
use crate::view::facts::label_of;
use crate::view::identity::{
    Accounts, community_name, comparisons, kind_of, verdict_view, weights_of,
};
use crate::view::person::{name_of, require_reach};
use crate::wire::area::area_name;
use crate::wire::identity::{ReviewPage, ReviewSide};

/// Two people side by side, with what speaks for and against their being one.
#[utoipa::path(get, path = "/api/review/{id}", tag = "review", params(("id" = i64, Path)),
    responses((status = 200, body = ReviewPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn pair_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<ReviewPage>, Refusal> {
    caller.require(Right::Identify)?;
    let pair = app.store.review_pair(id).await?;
    caller.require_review(pair.community.as_deref())?;
    let areas = app.areas();
    let Sides {
        left,
        right,
        weights,
    } = sides(&app, &pair).await?;
    let accounts = Accounts::read(&app).await?;
    let about_both =
        |verdict: &storage::IdentityVerdict| (verdict.low, verdict.high) == (pair.low, pair.high);
    let verdicts = app.store.verdicts_of(&[pair.low]).await?;
    Ok(Json(ReviewPage {
        id,
        kind: kind_of(&pair).to_owned(),
        state: pair.state.as_str().to_owned(),
        probability: pair.probability,
        community: area_name(&areas, pair.community.as_deref()),
        at: clock::iso(pair.made_at),
        comparisons: comparisons(&caller, &left, &right, &weights, &areas),
        left: side(&caller, pair.low, &left, &areas),
        right: ReviewSide {
            // Of one entity both sides are within reach or neither.
            reachable: require_reach(&caller, whole(&pair, &left, &right), &areas).is_ok(),
            ..side(&caller, pair.high, &right, &areas)
        },
        verdicts: verdicts
            .into_iter()
            .filter(about_both)
            .map(|verdict| verdict_view(verdict, &accounts))
            .collect(),
        next: next(&app, &caller, id).await?,
    }))
}

/// The two as they are compared.
struct Sides {
    left: Current,
    right: Current,
    weights: Vec<Weight>,
}

/// What each holds; for a merge of the machine, what each would hold without it; for one number under
/// two names, what the records under each say.
async fn sides(app: &App, pair: &ReviewPair) -> Result<Sides, Problem> {
    let mut weights = weights_of(pair);
    let [left, right] = match (pair.merge, Apart::read(app, pair).await?) {
        (_, Some(apart)) => {
            let people = app.snapshot.load().size().people;
            let score = apart.weigh(usize::try_from(people).unwrap_or(usize::MAX));
            weights = score.map(|score| score.weights).unwrap_or_default();
            [compete(&apart.kept), compete(&apart.odd)]
        }
        (Some(_), None) => {
            let [low, high] = app.store.records_apart(pair.low, pair.high).await?;
            [compete(&low), compete(&high)]
        }
        (None, None) => {
            let mut held = app.store.currents(&[pair.low, pair.high]).await?;
            let mut take = |id| held.remove(&id).unwrap_or_default();
            [take(pair.low), take(pair.high)]
        }
    };
    Ok(Sides {
        left,
        right,
        weights,
    })
}

/// What decides who may see the right side.
fn whole<'a>(pair: &ReviewPair, left: &'a Current, right: &'a Current) -> &'a Current {
    if pair.names.is_some() { left } else { right }
}

fn side(caller: &Caller, person: i64, current: &Current, areas: &AreaTree) -> ReviewSide {
    ReviewSide {
        person,
        name: name_of(current).to_owned(),
        community: community_name(current, areas),
        sources: current
            .sources
            .iter()
            .map(|(no, day)| {
                let source = label_of(Sources::shipped().get(*no));
                format!("{source}（{}）", clock::day_text(*day))
            })
            .collect(),
        reachable: require_reach(caller, current, areas).is_ok(),
    }
}

/// The likeliest open pair of the caller's other than this one.
async fn next(app: &App, caller: &Caller, but: i64) -> Result<Option<i64>, Problem> {
    let filter = PairFilter {
        communities: caller.review_communities(),
        state: PairState::Open,
    };
    let (_, pairs) = app.store.review_pairs(&filter, Paging::new(1, 2)).await?;
    Ok(pairs.into_iter().map(|pair| pair.id).find(|id| *id != but))
}
