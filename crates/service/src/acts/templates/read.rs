//! POST /api/templates

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use catalog::problem::Problem;
use forms::analyse::Decisions;
use storage::NewTemplate;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::http::upload::read_upload;
use crate::library::{decisions, remember};
use crate::rights::{Caller, Right};
use crate::view::form::{Reading, template_view};
use crate::wire::form::{Template, TemplateUpload};

/// Read a department's workbook into templates, one for each form sheet.
#[utoipa::path(post, path = "/api/templates", tag = "forms",
    request_body(content = TemplateUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = Vec<Template>), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn read_template(
    State(app): State<Arc<App>>,
    caller: Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<Vec<Template>>), Refusal> {
    caller.require(Right::ComposeForms)?;
    let upload = read_upload(form).await?;
    let objects = app.objects.clone();
    let file_name = upload.file_name.clone();
    let (object, readings) = tokio::task::spawn_blocking(move || {
        let readings = read(&upload.bytes, &upload.file_name)?;
        Ok::<_, Problem>((objects.put(&upload.bytes)?, readings))
    })
    .await
    .map_err(|_| broken())??;
    let told = Decisions::new(&decisions(&app).await?)?;
    let mut made = Vec::with_capacity(readings.len());
    for mut reading in readings {
        remember(&mut reading.template, &told, caller.department.as_deref());
        let mut tx = app
            .store
            .write(entry(&caller, "template.read", "template", ""))
            .await?;
        let id = tx
            .create_template(NewTemplate {
                title: reading.template.title.clone(),
                department: caller.department.clone(),
                file_name: file_name.clone(),
                object: object.key.clone(),
                reading: serde_json::to_value(&reading).map_err(|_| broken())?,
            })
            .await?;
        tx.commit().await?;
        made.push(template_view(app.store.template(id).await?)?);
    }
    Ok((StatusCode::CREATED, Json(made)))
}

fn read(bytes: &[u8], file_name: &str) -> Result<Vec<Reading>, Problem> {
    let book = workbook::read(bytes, file_name, &workbook::Limits::default())?;
    let templates = forms::template::read_template(&book, file_name)?;
    Ok(templates
        .into_iter()
        .map(|template| {
            let sheet = book
                .sheets
                .iter()
                .find(|sheet| sheet.name == template.sheet);
            let preview = sheet
                .map(|sheet| forms::template::header_preview(sheet, &template))
                .unwrap_or_default();
            Reading {
                template,
                preview,
                checks: Vec::new(),
            }
        })
        .collect())
}
