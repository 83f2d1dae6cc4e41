//! POST /api/people/{id}/unmerge

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
use crate::wire::identity::{Decided, UnmergeOrder};
use crate::wire::reason_of;

/// Take a merge back: both people are again what their own records say, and the machine does not
/// merge them a second time.
#[utoipa::path(post, path = "/api/people/{id}/unmerge", tag = "people", params(("id" = i64, Path)),
    request_body = UnmergeOrder,
    responses((status = 200, body = Decided), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn unmerge_people(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(order): Body<UnmergeOrder>,
) -> Result<Json<Decided>, Refusal> {
    caller.require(Right::Identify)?;
    let reason = reason_of(&order.reason)?;
    let areas = app.areas();
    let person = person_in_reach(&app, &caller, id, &areas).await?.id;
    let family = app.store.family_of(person).await?;
    let merge = app.store.merge(order.merge).await?;
    if !family.contains(&merge.kept) {
        return Err(Problem::conflict(
            "merge-elsewhere",
            "这次合并与此人无关或已经撤销，请刷新页面后重试。",
        )
        .into());
    }
    let tx = app
        .store
        .write(entry_for(
            &caller,
            "person.unmerge",
            "person",
            person,
            &reason,
            json!({ "merge": merge.id, "other": merge.gone }),
        ))
        .await?;
    let undone = identity::unmerge(&app, tx, merge.id, &reason).await?;
    Ok(Json(Decided {
        person,
        other: undone.gone,
    }))
}
