//! POST /api/people/{id}/merge/preview

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::{Dictionary, ValueKind};
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::Current;
use catalog::tag::TagNo;
use storage::PairAnswer;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::consequence::{Consequence, objections, of_merge};
use crate::rights::{Caller, Right};
use crate::view::consequence::sheet;
use crate::view::facts::label_of;
use crate::view::identity::{brief, shown};
use crate::view::person::{person_in_reach, tag_names};
use crate::wire::identity::{MergePreview, MergedValue, OtherPerson};

/// What merging another person into this one would change; nothing is kept.
#[utoipa::path(post, path = "/api/people/{id}/merge/preview", tag = "people", params(("id" = i64, Path)),
    request_body = OtherPerson,
    responses((status = 200, body = MergePreview), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn preview_merge(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<OtherPerson>,
) -> Result<Json<MergePreview>, Refusal> {
    caller.require(Right::Identify)?;
    let areas = app.areas();
    let kept = person_in_reach(&app, &caller, id, &areas).await?;
    let gone = person_in_reach(&app, &caller, asked.other, &areas).await?;
    if kept.id == gone.id {
        return Err(Problem::conflict(
            "already-merged",
            "这两个编号已经是同一个人，不需要再合并，请刷新页面。",
        )
        .into());
    }
    let outcome = of_merge(&app, &kept, &gone).await?;
    let mut warnings = objections(&kept.current, &gone.current);
    warnings.extend(earlier_doubt(&app, kept.id, gone.id).await?);
    let (gained, lost) = tag_changes(&outcome);
    let consequence = sheet(&app, &caller, &outcome.supposed, Vec::new()).await?;
    Ok(Json(MergePreview {
        consequence,
        values: values(
            &caller,
            &kept.current,
            &gone.current,
            &outcome.merged,
            &areas,
        ),
        tags_gained: tag_names(&app.tags(), &caller, &gained),
        tags_lost: tag_names(&app.tags(), &caller, &lost),
        warnings,
        kept: brief(&caller, kept.id, &kept.current, outcome.records[0], &areas),
        gone: brief(&caller, gone.id, &gone.current, outcome.records[1], &areas),
    }))
}

/// Values that the two hold differently, in dictionary order.
fn values(
    caller: &Caller,
    kept: &Current,
    gone: &Current,
    merged: &Current,
    areas: &catalog::area::AreaTree,
) -> Vec<MergedValue> {
    Dictionary::shipped()
        .all()
        .iter()
        .filter(|element| element.kind != ValueKind::Entity)
        .filter(|element| kept.text(element.no) != gone.text(element.no))
        .filter_map(|element| {
            let winner = merged.winner(element.no)?;
            Some(MergedValue {
                label: element.label.clone(),
                kept: shown(caller, kept, element.no, areas),
                gone: shown(caller, gone, element.no, areas),
                after: shown(caller, merged, element.no, areas),
                source: label_of(Sources::shipped().get(winner.source)),
            })
        })
        .collect()
}

/// Tags the kept person gains, and tags that either held and nobody holds afterwards.
fn tag_changes(outcome: &Consequence) -> (Vec<TagNo>, Vec<TagNo>) {
    let [kept, gone] = &outcome.before;
    let gained = outcome.after.iter().filter(|tag| !kept.contains(tag));
    let lost = kept
        .iter()
        .chain(gone)
        .filter(|tag| !outcome.after.contains(tag));
    (gained.copied().collect(), lost.copied().collect())
}

/// Says so when somebody has found the two to be different before.
async fn earlier_doubt(app: &App, one: i64, other: i64) -> Result<Option<String>, Problem> {
    let pair = (one.min(other), one.max(other));
    let newest = app
        .store
        .verdicts_of(&[one])
        .await?
        .into_iter()
        .rfind(|verdict| (verdict.low, verdict.high) == pair);
    Ok(newest
        .filter(|verdict| verdict.answer == PairAnswer::Different)
        .map(|_| "以前有人核对后认为两人不是同一人，请先看“合并记录”。".to_owned()))
}
