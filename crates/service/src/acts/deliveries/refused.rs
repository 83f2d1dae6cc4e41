//! GET /api/deliveries/{id}/refused

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use catalog::problem::Problem;
use catalog::source::Sources;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::view::delivery::delivery_in_reach;

/// The refused rows of a delivery as a workbook to mend and hand in again.
#[utoipa::path(get, path = "/api/deliveries/{id}/refused", tag = "deliveries", params(("id" = i64, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 404, body = ProblemBody)))]
pub async fn refused_rows(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::Deliver)?;
    let row = delivery_in_reach(&app, &caller, id).await?;
    if row.rows_refused == 0 {
        return Err(Problem::not_found("nothing-refused", "这个批次没有退回的行。").into());
    }
    let source = Sources::shipped().get(row.source).ok_or_else(broken)?;
    // The rows hold values in full, so taking them away is logged first.
    app.store
        .audit_read(entry(&caller, "delivery.refused", "delivery", id))
        .await?;
    let objects = app.objects.clone();
    let read_on = clock::day_of(row.received_at);
    let file_name = row.file_name.clone();
    let bytes = tokio::task::spawn_blocking(move || {
        let original = objects.get(&row.object)?;
        intake::refused::refused_workbook(
            &original,
            &row.file_name,
            source,
            read_on,
            &workbook::Limits::default(),
        )
    })
    .await
    .map_err(|_| broken())??;
    let stem = file_name
        .rsplit_once('.')
        .map_or(file_name.as_str(), |(stem, _)| stem);
    Ok(file::workbook(&format!("{stem}-退回行.xlsx"), bytes))
}
