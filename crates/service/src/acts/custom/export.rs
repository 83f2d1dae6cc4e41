//! POST /api/kinds/{id}/items/export

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use storage::{CustomItemFilter, Paging};

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::view::custom::{AREA_TITLE, codes_within, item_view, kind_in_reach};
use crate::wire::custom::ItemQuery;

/// Objects of a kind in an area as a workbook, with what the caller may see of them.
#[utoipa::path(post, path = "/api/kinds/{id}/items/export", tag = "custom", params(("id" = i64, Path)),
    request_body = ItemQuery,
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 403, body = ProblemBody)))]
pub async fn export_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ItemQuery>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    let filter = CustomItemFilter {
        kind: id,
        areas: codes_within(&area, &areas),
    };
    let (_, items) = app.store.custom_items(&filter, Paging::all()).await?;
    app.store
        .audit_read(entry(&caller, "items.export", "kind", id))
        .await?;
    let name = kind.name.clone();
    let bytes = tokio::task::spawn_blocking(move || {
        let header: Vec<&str> = [AREA_TITLE]
            .into_iter()
            .chain(kind.fields.iter().map(|field| field.label.as_str()))
            .collect();
        let rows = items.into_iter().map(|item| {
            let view = item_view(&caller, &kind, item, &areas);
            let shown = kind
                .fields
                .iter()
                .map(|field| view.shown.get(&field.id).cloned().unwrap_or_default());
            [view.area.clone()].into_iter().chain(shown).collect()
        });
        workbook::table(&kind.name, &header, rows)
    })
    .await
    .map_err(|_| broken())??;
    Ok(file::workbook(&format!("{name}.xlsx"), bytes))
}
