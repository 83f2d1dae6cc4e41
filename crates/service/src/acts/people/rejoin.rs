//! POST /api/people/{id}/rejoin

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::identity;
use crate::rights::{Caller, Right};
use crate::view::person::person_in_reach;
use crate::wire::identity::{Decided, RejoinOrder};
use crate::wire::reason_of;

/// Take a split-off back: its records return to where the machine had them.
#[utoipa::path(post, path = "/api/people/{id}/rejoin", tag = "people", params(("id" = i64, Path)),
    request_body = RejoinOrder,
    responses((status = 200, body = Decided), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn rejoin_records(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(order): Body<RejoinOrder>,
) -> Result<Json<Decided>, Refusal> {
    caller.require(Right::Identify)?;
    let reason = reason_of(&order.reason)?;
    let areas = app.areas();
    let person = person_in_reach(&app, &caller, id, &areas).await?.id;
    let family = app.store.family_of(person).await?;
    let split = app.store.split_off(order.split_off).await?;
    if !family.contains(&split.origin) && !family.contains(&split.founded) {
        return Err(Problem::conflict(
            "split-off-elsewhere",
            "这次划出与此人无关，请刷新页面后重试。",
        )
        .into());
    }
    let tx = app
        .store
        .write(entry_for(
            &caller,
            "person.rejoin",
            "person",
            person,
            &reason,
            json!({ "split_off": split.id }),
        ))
        .await?;
    let undone = identity::rejoin(&app, tx, split.id, &reason).await?;
    Ok(Json(Decided {
        person: undone.origin,
        other: undone.founded,
    }))
}
