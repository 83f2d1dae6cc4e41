//! POST /api/people/cross-tab/workbook

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::cross_tab::{cross_tab, sheet};
use crate::http::body::Body;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::Caller;
use crate::wire::dimension::CrossTabAsked;

/// The same table as a workbook.
#[utoipa::path(post, path = "/api/people/cross-tab/workbook", tag = "people", request_body = CrossTabAsked,
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn cross_tab_workbook(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<CrossTabAsked>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    let table = cross_tab(&app, &caller, &asked).await?;
    let detail = json!({ "by": [&table.row_label, &table.column_label], "rule": asked.query.rule });
    let audit = entry(&caller, "people.cross-tab", "people", "").with_detail(detail);
    app.store.audit_read(audit).await?;
    let bytes = tokio::task::spawn_blocking(move || {
        let (header, rows) = sheet(table);
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        workbook::table_of_cells("交叉表", &header, rows.into_iter())
    })
    .await
    .map_err(|_| broken())??;
    Ok(file::workbook("交叉表.xlsx", bytes))
}
