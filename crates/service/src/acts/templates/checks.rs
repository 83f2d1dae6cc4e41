//! GET and PUT /api/templates/{id}/checks

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use forms::check::Checker;
use forms::template::Template;
use forms::validation::{MOST_CHECKS, Test, Validation};
use serde_json::{Value, json};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::view::form::{Reading, reading_of};
use crate::wire::validation::{FormCheckDraft, FormCheckView, FormChecksDraft};

/// The checks of a template, in words.
#[utoipa::path(get, path = "/api/templates/{id}/checks", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<FormCheckView>), (status = 404, body = ProblemBody)))]
pub async fn template_checks(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<FormCheckView>>, Refusal> {
    let (_, reading) = own_template(&app, &caller, id).await?;
    Ok(Json(views(&reading)?))
}

/// Say what a form is checked for. Requests already sent keep their checks.
#[utoipa::path(put, path = "/api/templates/{id}/checks", tag = "forms", params(("id" = i64, Path)),
    request_body = FormChecksDraft,
    responses((status = 200, body = Vec<FormCheckView>), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn decide_checks(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<FormChecksDraft>,
) -> Result<Json<Vec<FormCheckView>>, Refusal> {
    let (_, mut reading) = own_template(&app, &caller, id).await?;
    if asked.checks.len() > MOST_CHECKS {
        return Err(unfit(&format!(
            "一张表最多 {MOST_CHECKS} 条校验，请合并或删去几条。"
        ))
        .into());
    }
    let mut checks = Vec::with_capacity(asked.checks.len());
    for draft in &asked.checks {
        checks.push(read(&app, &caller, &reading.template, draft).await?);
    }
    reading.checks = checks;
    let mut tx = app
        .store
        .write(entry(&caller, "template.check", "template", id))
        .await?;
    tx.set_template_reading(id, &serde_json::to_value(&reading).map_err(|_| broken())?)
        .await?;
    tx.commit().await?;
    Ok(Json(views(&reading)?))
}

async fn own_template(
    app: &App,
    caller: &Caller,
    id: i64,
) -> Result<(storage::Template, Reading), Problem> {
    caller.require(Right::ComposeForms)?;
    let stored = app.store.template(id).await?;
    if stored.department != caller.department {
        return Err(Problem::not_found(
            "template-unknown",
            "没有这个表样，或它属于其他部门。",
        ));
    }
    let reading = reading_of(&stored)?;
    Ok((stored, reading))
}

/// A draft as a check that can work.
async fn read(
    app: &App,
    caller: &Caller,
    template: &Template,
    draft: &FormCheckDraft,
) -> Result<Validation, Problem> {
    let mut json = json!(draft);
    if let (Some(other), Some(column)) = (draft.template, draft.their_column) {
        let (stored, theirs) = own_template(app, caller, other).await?;
        let label = theirs
            .template
            .columns
            .iter()
            .find(|at| at.index == column)
            .map(|at| at.label().to_owned())
            .ok_or_else(|| unfit("所选的另一张表里没有这一列，请重新选择。"))?;
        json["title"] = Value::String(stored.title);
        json["their_label"] = Value::String(label);
    }
    let mut check: Validation = serde_json::from_value(json)
        .map_err(|_| unfit("有一条校验没有填完整，请补全列和条件，或删去这一条。"))?;
    if let Test::Limit { column, value, .. }
    | Test::RequiredWhen {
        when: column,
        value,
        ..
    } = &mut check.test
    {
        *value = canonical(app, template, *column, value)?;
    }
    match check.mistake(template) {
        Some(mistake) => Err(unfit(&mistake)),
        None => Ok(check),
    }
}

/// What somebody typed as the column keeps it: 是 as 1.
fn canonical(app: &App, template: &Template, index: u32, typed: &str) -> Result<String, Problem> {
    let areas = app.areas();
    let checker = Checker {
        today: clock::today(),
        areas: &areas,
    };
    match template.columns.iter().find(|column| column.index == index) {
        Some(column) => Ok(checker.column(column, typed)?.1),
        None => Ok(typed.to_owned()),
    }
}

fn unfit(detail: &str) -> Problem {
    Problem::bad_input("check-unfit", detail)
}

fn views(reading: &Reading) -> Result<Vec<FormCheckView>, Problem> {
    reading
        .checks
        .iter()
        .map(|check| {
            let draft = serde_json::to_value(check).and_then(serde_json::from_value);
            Ok(FormCheckView {
                check: draft.map_err(|_| unfit("校验信息损坏，请删去后重新添加。"))?,
                sentence: check.sentence(&reading.template),
            })
        })
        .collect()
}
