//! POST /api/borders

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use catalog::problem::Problem;
use serde_json::json;
use storage::NewBorderSet;

use crate::app::App;
use crate::audited::entry;
use crate::border::read::read;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::http::upload::read_upload;
use crate::rights::{Caller, Right};
use crate::wire::border::{BorderTaken, BorderUpload};

/// Rows with mistakes that are told one by one.
const TOLD: usize = 100;

/// Hand in a border set as an xlsx, xls or csv. It is kept when every row is sound; else every
/// mistake comes back with its row.
#[utoipa::path(post, path = "/api/borders", tag = "borders",
    request_body(content = BorderUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = BorderTaken), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_border(
    State(app): State<Arc<App>>,
    caller: Caller,
    form: Multipart,
) -> Result<Json<BorderTaken>, Refusal> {
    caller.require(Right::DrawBorders)?;
    let upload = read_upload(form).await?;
    let name = upload.field("name").unwrap_or_default().to_owned();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Problem::bad_input(
            "border-name-unfit",
            "请给区划方案起一个名称，不超过 40 个字。",
        )
        .into());
    }
    let note = upload.field("note").unwrap_or_default();
    let note = note.chars().take(200).collect();
    let shared = upload.field("shared") == Some("true");
    let (areas, area) = (app.areas(), caller.area);
    let reading =
        tokio::task::spawn_blocking(move || read(&upload.bytes, &upload.file_name, &area, &areas))
            .await
            .map_err(|_| broken())??;
    if !reading.faults.is_empty() {
        return Ok(Json(BorderTaken {
            id: None,
            faults_total: reading.faults.len() as u64,
            faults: reading.faults.into_iter().take(TOLD).collect(),
        }));
    }
    let audit = entry(&caller, "border.create", "border_set", "")
        .with_detail(json!({ "rows": reading.rows.len() }));
    let mut tx = app.store.write(audit).await?;
    let id = tx
        .create_border_set(NewBorderSet {
            name,
            note,
            rows: json!(reading.rows),
            area: area.to_string(),
            shared,
        })
        .await?;
    tx.commit().await?;
    Ok(Json(BorderTaken {
        id: Some(id),
        faults: Vec::new(),
        faults_total: 0,
    }))
}
