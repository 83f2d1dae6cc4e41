//! POST /api/tables/{id}/template

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use storage::NewTemplate;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::own_table::{Definition, in_reach};
use crate::rights::{Caller, Right};
use crate::view::form::{Reading, template_view};
use crate::wire::form::Template;

/// Make a template of an own table, so that it can be sent out as a request.
#[utoipa::path(post, path = "/api/tables/{id}/template", tag = "tables", params(("id" = i64, Path)),
    responses((status = 201, body = Template), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn table_template(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<(StatusCode, Json<Template>), Refusal> {
    caller.require(Right::ComposeForms)?;
    let table = in_reach(&app, &caller, id).await?;
    let template = Definition::of(&table)?.template(&table.body.name);
    let titles: Vec<String> = template
        .columns
        .iter()
        .map(|column| column.label().to_owned())
        .collect();
    let objects = app.objects.clone();
    let header = titles.clone();
    let sheet = template.sheet.clone();
    let object = tokio::task::spawn_blocking(move || {
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let bytes = workbook::table(&sheet, &header, std::iter::empty())?;
        objects.put(&bytes)
    })
    .await
    .map_err(|_| broken())??;
    let reading = Reading {
        template,
        preview: vec![titles],
        checks: Vec::new(),
    };
    let mut tx = app
        .store
        .write(entry(&caller, "table.template", "table", id))
        .await?;
    let made = tx
        .create_template(NewTemplate {
            title: table.body.name.clone(),
            department: caller.department.clone(),
            file_name: format!("{}.xlsx", table.body.name),
            object: object.key,
            reading: serde_json::to_value(&reading).map_err(|_| broken())?,
        })
        .await?;
    tx.commit().await?;
    Ok((
        StatusCode::CREATED,
        Json(template_view(app.store.template(made).await?)?),
    ))
}
