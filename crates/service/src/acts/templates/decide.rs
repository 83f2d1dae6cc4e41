//! PUT /api/templates/{id}/columns

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::Dictionary;
use catalog::problem::Problem;
use forms::output::{Output, choose};
use forms::template::Template;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::view::form::{reading_of, template_view};
use crate::wire::form::{ColumnDecision, ColumnDecisions, Template as TemplateView};

/// Say what columns ask for; every column is then confirmed. Requests already sent keep theirs.
#[utoipa::path(put, path = "/api/templates/{id}/columns", tag = "forms", params(("id" = i64, Path)),
    request_body = ColumnDecisions,
    responses((status = 200, body = TemplateView), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn decide_columns(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ColumnDecisions>,
) -> Result<Json<TemplateView>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let stored = app.store.template(id).await?;
    if stored.department != caller.department {
        return Err(
            Problem::not_found("template-unknown", "没有这个表样，或它属于其他部门。").into(),
        );
    }
    let decided: Result<Vec<_>, Problem> = asked
        .columns
        .iter()
        .map(|column| {
            let element = match column.element.as_deref().filter(|id| !id.is_empty()) {
                None => None,
                Some(id) => Some(
                    Dictionary::shipped()
                        .by_id(id)
                        .ok_or_else(|| {
                            Problem::bad_input(
                                "element-unknown",
                                "所选数据元不存在，请从列表中选择。",
                            )
                        })?
                        .no,
                ),
            };
            Ok((column.index, element))
        })
        .collect();
    let mut reading = reading_of(&stored)?;
    reading.template.assign(&decided?)?;
    for column in &asked.columns {
        set_output(&mut reading.template, column)?;
    }
    let mut tx = app
        .store
        .write(entry(&caller, "template.decide", "template", id))
        .await?;
    tx.set_template_reading(id, &serde_json::to_value(&reading).map_err(|_| broken())?)
        .await?;
    tx.commit().await?;
    Ok(Json(template_view(app.store.template(id).await?)?))
}

/// Sets how a column is written, where the decision says so.
fn set_output(template: &mut Template, decided: &ColumnDecision) -> Result<(), Problem> {
    let column = template
        .columns
        .iter_mut()
        .find(|column| column.index == decided.index);
    let (Some(word), Some(column)) = (decided.output.as_deref(), column) else {
        return Ok(());
    };
    let output = Output::parse(word).ok_or_else(|| {
        Problem::bad_input("output-unknown", "没有这种输出格式，请从列表中选择。")
    })?;
    choose(column, output)
}
