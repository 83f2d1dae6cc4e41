//! POST /api/helpers/requests

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::clock;
use crate::helper::question;
use crate::helper_request::{checked, view};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::figures::ask;
use crate::wire::helper::{HelperAsk, HelperRequestView};

/// Ask to be shown who could help, by name, for an activity until a day. Nobody is named before
/// somebody else has approved it: the street for its communities, the data centre for streets and
/// departments.
#[utoipa::path(post, path = "/api/helpers/requests", tag = "segments", request_body = HelperAsk,
    responses((status = 201, body = HelperRequestView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn ask_for_helpers(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<HelperAsk>,
) -> Result<(StatusCode, Json<HelperRequestView>), Refusal> {
    caller.require(Right::KeepSegments)?;
    let (rule, filter) = question(&app, &caller, &asked.query)?;
    let area = filter.area.unwrap_or(caller.area).to_string();
    let detail = json!({ "rule": rule.text(), "area": area, "until": asked.until });
    let people = ask(&app, rule, filter).await?.yes;
    let new = checked(&caller, &asked, area, people)?;
    let audit = entry_for(
        &caller,
        "helpers.ask",
        "helper-request",
        "",
        &new.purpose,
        detail,
    );
    let mut tx = app.store.write(audit).await?;
    let today = clock::epoch_day(clock::today());
    let id = tx.ask_for_helpers(new, today).await?;
    tx.commit().await?;
    let request = app.store.helper_request(id).await?;
    Ok((
        StatusCode::CREATED,
        Json(view(&app, &caller, request).await?),
    ))
}
