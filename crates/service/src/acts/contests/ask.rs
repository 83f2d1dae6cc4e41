//! POST /api/contests

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::element::{Dictionary, EntityKind};
use catalog::problem::Problem;
use catalog::source::Sources;
use serde_json::json;
use storage::{EntityRow, NewContest as NewRow};

use crate::app::App;
use crate::audited::entry;
use crate::contest::{Said, canonical, due_from_today, may_contest, reason_of, view};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right, Role};
use crate::view::person::require_reach;
use crate::wire::contest::{ContestView, NewContest};

/// Mark a value wrong. Its department has five working days to answer; until then the value stays
/// visible, marked as in doubt.
#[utoipa::path(post, path = "/api/contests", tag = "contests", request_body = NewContest,
    responses((status = 201, body = ContestView), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn ask_contest(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewContest>,
) -> Result<(StatusCode, Json<ContestView>), Refusal> {
    caller.require(Right::Contest)?;
    let missing = || Problem::not_found("fact-unknown", "没有这一项，可能已撤销，请刷新页面。");
    let element = Dictionary::shipped()
        .by_id(&asked.element)
        .ok_or_else(missing)?;
    let entity = app.store.entity(asked.entity).await?.ok_or_else(missing)?;
    require_entity(&app, &caller, &entity)?;
    let winner = entity.current.winner(element.no).ok_or_else(missing)?;
    let source = Sources::shipped().get(winner.source);
    if !may_contest(&caller, element, source) {
        return Err(Problem::conflict(
            "value-not-contestable",
            "这个值不是部门提供的，不需要校核：请在走访或报表里直接更正。",
        )
        .into());
    }
    let claim = match asked
        .claim
        .as_deref()
        .filter(|text| !text.trim().is_empty())
    {
        Some(typed) => Some(canonical(element, typed)?),
        None => None,
    };
    if claim.as_deref() == Some(winner.text.as_str()) {
        return Err(Problem::bad_input(
            "claim-equal",
            "您写的正确值与现在的值相同，请核对后再提交。",
        )
        .into());
    }
    let said = Said {
        value: winner.text.clone(),
        claim,
        reason: reason_of(Some(&asked.reason))?,
        ..Said::default()
    };
    let audit = entry(&caller, "contest.ask", "contest", "")
        .with_detail(json!({ "entity": entity.id, "element": element.id }));
    let mut tx = app.store.write(audit).await?;
    let id = tx
        .open_contest(NewRow {
            entity_id: entity.id,
            element: element.no,
            source: winner.source,
            community: entity.community.clone(),
            due: due_from_today(),
            body: said.stored()?,
        })
        .await?;
    tx.commit().await?;
    let contest = app.store.contest(id).await?;
    Ok((
        StatusCode::CREATED,
        Json(view(&app, &caller, &contest).await?),
    ))
}

fn require_entity(app: &App, caller: &Caller, entity: &EntityRow) -> Result<(), Problem> {
    let areas = app.areas();
    if entity.kind == EntityKind::Person {
        return require_reach(caller, &entity.current, &areas);
    }
    match entity
        .community
        .as_deref()
        .and_then(|code| code.parse().ok())
    {
        Some(code) => caller.require_area(&code, &areas),
        None if caller.role == Role::Department => Ok(()),
        None => Err(Problem::not_found(
            "fact-unknown",
            "没有这一项，可能已撤销，请刷新页面。",
        )),
    }
}
