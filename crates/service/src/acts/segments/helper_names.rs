//! POST /api/helpers/names

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use query::{PersonFilter, Sort, SortBy};
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::helper::question;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::figures::in_background;
use crate::view::person::person_row;
use crate::wire::purpose_of;
use crate::wire::segment::{HelperNames, HelperQuery};

/// As many as one person can call.
const MOST: usize = 200;

/// Who could help, by name. Needs a purpose, which is kept.
#[utoipa::path(post, path = "/api/helpers/names", tag = "segments", request_body = HelperQuery,
    responses((status = 200, body = HelperNames), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn name_helpers(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<HelperQuery>,
) -> Result<Json<HelperNames>, Refusal> {
    caller.require(Right::KeepSegments)?;
    let purpose = purpose_of(asked.purpose.as_deref().unwrap_or_default())?;
    let (rule, filter) = question(&app, &caller, &asked)?;
    let detail = json!({ "rule": rule.text(), "area": filter.area.map(|area| area.to_string()) });
    let filter = PersonFilter {
        rule: Some(rule.text()),
        ..filter
    };
    let audit = entry_for(&caller, "helpers.names", "people", "", &purpose, detail);
    app.store.audit_read(audit).await?;
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
