//! GET /api/borders/sheet

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;

use crate::app::App;
use crate::border::read::TITLES;
use crate::http::file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::wire::area::area_name;

/// A sheet to start from: every estate of the caller's area, in its community of today.
#[utoipa::path(get, path = "/api/borders/sheet", tag = "borders",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 403, body = ProblemBody)))]
pub async fn border_sheet(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<(HeaderMap, Vec<u8>), Refusal> {
    caller.require(Right::DrawBorders)?;
    let areas = app.areas();
    let estates = app.snapshot.load().estates(Some(&caller.area))?;
    let bytes = tokio::task::spawn_blocking(move || {
        let rows = estates.into_iter().map(|estate| {
            let code = estate.community.map(|code| code.to_string());
            let unit = area_name(&areas, code.as_deref());
            let (from, to) = (String::new(), String::new());
            vec![unit, code.unwrap_or_default(), estate.name, from, to]
        });
        workbook::table("区划方案", &TITLES, rows)
    })
    .await
    .map_err(|_| broken())??;
    Ok(file::workbook("区划方案样表.xlsx", bytes))
}
