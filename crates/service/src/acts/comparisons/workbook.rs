//! POST /api/comparisons/{id}/workbook

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::json;
use storage::Paging;

use crate::app::App;
use crate::audited::entry_for;
use crate::comparison::reach::in_reach;
use crate::comparison::report::item_workbook;
use crate::comparison::view::{ItemViewer, comparison_view, item_filter};
use crate::http::body::Body;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::wire::comparison::{ItemExport, ItemQuery};
use crate::wire::purpose_of;

/// The differences as a workbook, masked as on screen. The purpose is asked and kept.
#[utoipa::path(post, path = "/api/comparisons/{id}/workbook", tag = "comparisons", params(("id" = i64, Path)),
    request_body = ItemExport,
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn comparison_workbook(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ItemExport>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::CloseItems)?;
    let purpose = purpose_of(&asked.purpose)?;
    let stored = in_reach(&app, &caller, id).await?;
    let viewer = ItemViewer::new(&app, &caller, &stored)
        .await?
        .without_links();
    let query = ItemQuery {
        state: asked.state,
        field: asked.field,
        community: asked.community,
        show: asked.show,
        ..ItemQuery::default()
    };
    let filter = item_filter(&caller, &stored, &query, viewer.newest_run(), &app.areas())?;
    let (total, items) = app.store.comparison_items(&filter, Paging::all()).await?;
    let detail = json!({ "rows": total });
    app.store
        .audit_read(entry_for(
            &caller,
            "comparison.workbook",
            "comparison",
            id,
            &purpose,
            detail,
        ))
        .await?;
    let mut views = Vec::with_capacity(items.len());
    for item in &items {
        views.push(viewer.view(item).await?);
    }
    let labels = viewer.labels();
    let runs = comparison_view(&app, &caller, &stored).await?.runs;
    let bytes = tokio::task::spawn_blocking(move || {
        let run = runs.iter().find(|run| run.problem.is_none());
        item_workbook(&labels, run, &views)
    })
    .await
    .map_err(|_| broken())??;
    Ok(file::workbook(&format!("{}.xlsx", stored.title), bytes))
}
