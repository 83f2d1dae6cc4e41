//! POST /api/people/{id}/merge

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;
use storage::NewMerge;

use crate::app::App;
use crate::audited::entry_for;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::identity;
use crate::rights::{Caller, Right};
use crate::view::person::person_in_reach;
use crate::wire::identity::{Decided, MergeOrder};
use crate::wire::reason_of;

/// Merge another person into this one. No value is copied: the records of both speak together
/// until the merge is taken back.
#[utoipa::path(post, path = "/api/people/{id}/merge", tag = "people", params(("id" = i64, Path)),
    request_body = MergeOrder,
    responses((status = 200, body = Decided), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn merge_people(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(order): Body<MergeOrder>,
) -> Result<Json<Decided>, Refusal> {
    caller.require(Right::Identify)?;
    let reason = reason_of(&order.reason)?;
    let areas = app.areas();
    let kept = person_in_reach(&app, &caller, id, &areas).await?.id;
    let gone = person_in_reach(&app, &caller, order.other, &areas)
        .await?
        .id;
    let tx = app
        .store
        .write(entry_for(
            &caller,
            "person.merge",
            "person",
            kept,
            &reason,
            json!({ "other": gone }),
        ))
        .await?;
    let new = NewMerge {
        kept,
        gone,
        by: Some(caller.account),
        reason: Some(reason),
    };
    let made = identity::merge(&app, tx, new).await?;
    Ok(Json(Decided {
        person: made.kept,
        other: made.gone,
    }))
}
