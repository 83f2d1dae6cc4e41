//! POST /api/helpers/requests/{id}/names

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use query::{PersonFilter, Sort, SortBy};
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::helper::question;
use crate::helper_request::{query_of, to_look_at};
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::figures::in_background;
use crate::view::person::person_row;
use crate::wire::helper::HelperNames;

/// As many as one person can call.
const MOST: usize = 200;

/// Who could help, by name: of a request of the caller's own that was approved, until its day. Each
/// look is kept, with the purpose that was approved.
#[utoipa::path(post, path = "/api/helpers/requests/{id}/names", tag = "segments", params(("id" = i64, Path)),
    responses((status = 200, body = HelperNames), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn name_helpers(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<HelperNames>, Refusal> {
    caller.require(Right::KeepSegments)?;
    let request = to_look_at(&app, &caller, id).await?;
    let (rule, filter) = question(&app, &caller, &query_of(&request)?)?;
    let detail = json!({ "rule": rule.text(), "area": request.asked.area });
    let audit = entry_for(
        &caller,
        "helpers.names",
        "helper-request",
        id,
        &request.asked.purpose,
        detail,
    );
    app.store.audit_read(audit).await?;
    let filter = PersonFilter {
        rule: Some(rule.text()),
        ..filter
    };
    let sort = Sort {
        by: SortBy::Address,
        descending: false,
    };
    let found = in_background(app.snapshot.load(), move |snapshot| {
        snapshot.people(&filter, sort, 1, MOST)
    })
    .await?;
    let areas = app.areas();
    Ok(Json(HelperNames {
        total: found.total,
        rows: found
            .rows
            .into_iter()
            .map(|row| person_row(&app, &caller, row, &areas))
            .collect(),
    }))
}
