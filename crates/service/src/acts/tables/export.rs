//! POST /api/tables/{id}/export

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::http::body::Body;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::own_table::{Definition, filter, in_reach, page};
use crate::rights::{Caller, Right};
use crate::tag::figures::in_background;
use crate::wire::{Purpose, purpose_of};

/// More than anybody reads; larger lists are counted, or sent out as a request.
const MOST_ROWS: u64 = 100_000;

/// An own table as a workbook, with what the caller may see of it: values are masked as on the
/// screen. The purpose is kept before the file is made.
#[utoipa::path(post, path = "/api/tables/{id}/export", tag = "tables", params(("id" = i64, Path)),
    request_body = Purpose,
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn export_table(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<Purpose>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::ReadPeople)?;
    let purpose = purpose_of(&asked.purpose)?;
    let table = in_reach(&app, &caller, id).await?;
    let definition = Definition::of(&table)?;
    let people = filter(&app, &caller, &definition)?;
    let total = in_background(app.snapshot.load(), move |snapshot| snapshot.count(&people)).await?;
    if total > MOST_ROWS {
        return Err(Problem::bad_input(
            "table-too-long",
            format!("这张表有 {total} 行，一次最多导出 {MOST_ROWS} 行，请用条件或区划缩小范围。"),
        )
        .into());
    }
    let detail = json!({ "rows": total, "columns": definition.columns });
    app.store
        .audit_read(entry_for(
            &caller,
            "table.export",
            "table",
            id,
            &purpose,
            detail,
        ))
        .await?;
    let size = usize::try_from(MOST_ROWS).unwrap_or(usize::MAX);
    let (_, rows) = page(&app, &caller, &definition, 1, size).await?;
    let columns = definition.columns(&app, &caller);
    let name = table.body.name.clone();
    let bytes = tokio::task::spawn_blocking(move || {
        let header: Vec<&str> = columns.iter().map(|column| column.label.as_str()).collect();
        let rows = rows
            .into_iter()
            .map(|row| row.cells.into_iter().map(|cell| cell.text).collect());
        workbook::table("名册", &header, rows)
    })
    .await
    .map_err(|_| broken())??;
    Ok(file::workbook(&format!("{name}.xlsx"), bytes))
}
