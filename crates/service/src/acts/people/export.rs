//! POST /api/people/export

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::people_export::{FileFormat, file_of, listed};
use crate::purpose::sensitive;
use crate::rights::{Caller, Right};
use crate::view::person::check_tags;
use crate::wire::people::PeopleExport;
use crate::wire::purpose_of;

/// A list of people as a workbook or csv: those whom the list would show, with values masked as
/// there. The purpose is kept before the file is made.
#[utoipa::path(post, path = "/api/people/export", tag = "people", request_body = PeopleExport,
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn export_people(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<PeopleExport>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::ReadPeople)?;
    let purpose = purpose_of(&asked.purpose)?;
    let format = FileFormat::of(asked.format.as_deref())?;
    let query = &asked.query;
    check_tags(&app, &caller, query)?;
    let area = caller.scope(query.area.as_deref(), &app.areas())?;
    let filter = query.filter(area);
    let searched = filter.text.is_some();
    let people = listed(&app, filter, query.sort()).await?;
    // What was searched for may be a name or a number, so of it only that it was there is kept.
    let detail = json!({
        "rows": people.rows(), "format": format.as_str(), "areas": area.to_string(), "rule": query.rule,
        "by": sensitive(&app, query), "searched": searched,
    });
    let audit = entry_for(&caller, "people.export", "people", "", &purpose, detail);
    app.store.audit_read(audit).await?;
    Ok(file_of(&app, &caller, people, format, "人员名单").await?)
}
