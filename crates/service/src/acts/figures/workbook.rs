//! GET /api/figures/{id}/workbook

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::figures::sheet::sheet;
use crate::figures::view::page;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};

/// The figures of a question of the caller's own as a workbook.
#[utoipa::path(get, path = "/api/figures/{id}/workbook", tag = "figures", params(("id" = i64, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn figures_workbook(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::ReadPeople)?;
    let run = app.store.figure_run(id, caller.account).await?;
    let Some(table) = page(&app, &run).await?.result else {
        return Err(Problem::conflict(
            "figures-not-done",
            "这次统计还没有结果，请等它完成后再导出。",
        )
        .into());
    };
    app.store
        .audit_read(entry(&caller, "figures.export", "figure_run", id))
        .await?;
    let bytes = tokio::task::spawn_blocking(move || {
        let (header, rows) = sheet(&table);
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        workbook::table_of_cells("统计", &header, rows.into_iter())
    })
    .await
    .map_err(|_| broken())??;
    Ok(file::workbook("统计.xlsx", bytes))
}
