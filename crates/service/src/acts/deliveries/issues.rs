//! GET /api/deliveries/{id}/issues

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};

use storage::Paging as StoredPaging;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::delivery::delivery_in_reach;
use crate::wire::Paging;
use crate::wire::delivery::{IssueFilter, IssueRow, IssuesPage};

/// Every issue found in a delivered file, by sheet, row and column.
#[utoipa::path(get, path = "/api/deliveries/{id}/issues", tag = "deliveries", params(("id" = i64, Path), IssueFilter),
    responses((status = 200, body = IssuesPage), (status = 404, body = ProblemBody)))]
pub async fn delivery_issues(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(asked): Query<IssueFilter>,
) -> Result<Json<IssuesPage>, Refusal> {
    caller.require(Right::Deliver)?;
    delivery_in_reach(&app, &caller, id).await?;
    let (page, size) = Paging {
        page: asked.page,
        size: asked.size,
    }
    .bounds();
    let code = asked.code.as_deref().filter(|code| !code.is_empty());
    let (total, rows) = app
        .store
        .issues(id, code, StoredPaging::new(page, size))
        .await?;
    Ok(Json(IssuesPage {
        total,
        rows: rows
            .into_iter()
            .map(|row| row.issue)
            .map(|row| IssueRow {
                sheet: row.sheet,
                row: u32::try_from(row.row).unwrap_or(0),
                column: row.column_title,
                column_letter: row.column_letter,
                code: row.code,
                severity: row.severity,
                message: row.message,
            })
            .collect(),
    }))
}
