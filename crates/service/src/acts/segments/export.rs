//! POST /api/segments/{id}/export

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use query::{Sort, SortBy};
use rules::Subject;
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::people_export::{FileFormat, file_of, listed};
use crate::rights::{Caller, Right};
use crate::segment::{in_reach, people_of};
use crate::tag::rule;
use crate::wire::people::ListExport;
use crate::wire::purpose_of;

/// The people of a segment as a workbook or csv, as far as the caller sees them. The purpose is
/// kept before the file is made.
#[utoipa::path(post, path = "/api/segments/{id}/export", tag = "segments", params(("id" = i64, Path)),
    request_body = ListExport,
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn export_segment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ListExport>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::ReadPeople)?;
    caller.require(Right::KeepSegments)?;
    let purpose = purpose_of(&asked.purpose)?;
    let format = FileFormat::of(asked.format.as_deref())?;
    let segment = in_reach(&app, &caller, id).await?.body;
    rule::allowed(&app, &caller, &app.tags(), Subject::Person, &segment.rule)?;
    let sort = Sort {
        by: SortBy::Address,
        descending: false,
    };
    let people = listed(&app, people_of(&caller, &app.areas(), &segment), sort).await?;
    let detail = json!({ "rows": people.rows(), "format": format.as_str(), "rule": segment.rule });
    let audit = entry_for(&caller, "segment.export", "segment", id, &purpose, detail);
    app.store.audit_read(audit).await?;
    Ok(file_of(&app, &caller, people, format, &segment.name).await?)
}
