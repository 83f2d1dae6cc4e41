//! POST /api/kinds/{id}/items/export

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::json;
use storage::Paging;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::view::custom::{AREA_TITLE, kind_in_reach};
use crate::view::item_list::listed;
use crate::wire::custom::ItemQuery;

/// Objects of a kind in an area, today or as known on a past day, as a workbook, with what the caller may see of them.
#[utoipa::path(post, path = "/api/kinds/{id}/items/export", tag = "custom", params(("id" = i64, Path)),
    request_body = ItemQuery,
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn export_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ItemQuery>,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    let listed = listed(&app, &caller, &kind, &asked, Paging::all()).await?;
    let audit = entry(&caller, "items.export", "kind", id)
        .with_detail(json!({ "known_on": asked.known_on, "removed": asked.removed }));
    app.store.audit_read(audit).await?;
    let name = match &asked.known_on {
        Some(day) => format!("{}（{day}当时所知）.xlsx", kind.name),
        None => format!("{}.xlsx", kind.name),
    };
    let bytes = tokio::task::spawn_blocking(move || {
        let fields = &listed.fields;
        let header: Vec<&str> = [AREA_TITLE]
            .into_iter()
            .chain(fields.iter().map(|field| field.label.as_str()))
            .collect();
        let rows = listed.rows.into_iter().map(|mut row| {
            let shown = fields
                .iter()
                .map(|field| row.shown.remove(&field.id).unwrap_or_default())
                .collect::<Vec<_>>();
            [row.area].into_iter().chain(shown).collect()
        });
        workbook::table(&kind.name, &header, rows)
    })
    .await
    .map_err(|_| broken())??;
    Ok(file::workbook(&name, bytes))
}
