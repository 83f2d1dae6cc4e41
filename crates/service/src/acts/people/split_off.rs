//! POST /api/people/{id}/split-off

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::identity;
use crate::rights::{Caller, Right};
use crate::view::person::person_in_reach;
use crate::wire::identity::{Decided, SplitOrder};
use crate::wire::reason_of;

/// Say that some records are somebody else's: with all that cannot be told from them by name,
/// number and birth date they found a person with a new id, and rows like them go there in later
/// deliveries too.
#[utoipa::path(post, path = "/api/people/{id}/split-off", tag = "people", params(("id" = i64, Path)),
    request_body = SplitOrder,
    responses((status = 200, body = Decided), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn split_off_records(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(order): Body<SplitOrder>,
) -> Result<Json<Decided>, Refusal> {
    caller.require(Right::Identify)?;
    let reason = reason_of(&order.reason)?;
    let areas = app.areas();
    let person = person_in_reach(&app, &caller, id, &areas).await?.id;
    let tx = app
        .store
        .write(entry_for(
            &caller,
            "person.split-off",
            "person",
            person,
            &reason,
            json!({ "records": order.records }),
        ))
        .await?;
    let made = identity::split_off(&app, tx, person, order.records, &reason).await?;
    Ok(Json(Decided {
        person,
        other: made.founded,
    }))
}
