//! POST /api/comparisons/lists

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use linkage::compare::Field;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::comparison::definition::Side;
use crate::comparison::field;
use crate::comparison::side::kept_file;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::http::upload::read_upload;
use crate::rights::{Caller, Right};
use crate::wire::comparison::{ListColumnView, ListUpload, UploadedList};

/// Hand in a list for comparing. It is kept sealed and does not go into the registry; the answer
/// says which columns it has.
#[utoipa::path(post, path = "/api/comparisons/lists", tag = "comparisons",
    request_body(content = ListUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = UploadedList), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn upload_list(
    State(app): State<Arc<App>>,
    caller: Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<UploadedList>), Refusal> {
    caller.require(Right::Compare)?;
    let upload = read_upload(form).await?;
    let objects = app.objects.clone();
    let file_name = upload.file_name;
    let bytes = upload.bytes;
    let kept = tokio::task::spawn_blocking(move || objects.put(&bytes))
        .await
        .map_err(|_| broken())??;
    let (_, reading) = kept_file(&app, &kept.key, &file_name, None).await?;
    app.store
        .audit_read(
            entry(&caller, "comparison.upload", "comparison", "")
                .with_detail(json!({ "rows": reading.rows, "size": kept.size })),
        )
        .await?;
    let columns = reading
        .columns
        .iter()
        .map(|column| {
            let held = match column.element {
                Some(element) => Field::Element(element),
                None => Field::Column(column.title.clone()),
            };
            ListColumnView {
                title: column.title.clone(),
                field: field::word(&held),
                element_label: column.element.map(|_| field::label(&held)),
                suggested: column.element.is_some() && !column.about_form,
            }
        })
        .collect();
    Ok((
        StatusCode::CREATED,
        Json(UploadedList {
            side: Side::Upload {
                object: kept.key,
                file_name,
            },
            rows: reading.rows,
            columns,
            notes: reading.notes,
        }),
    ))
}
