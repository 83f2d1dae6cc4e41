//! POST /api/comparisons

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::problem::Problem;
use catalog::source::Sources;
use serde_json::json;
use storage::NewComparison as NewRow;

use crate::app::App;
use crate::audited::entry;
use crate::comparison::definition::{Definition, Side};
use crate::comparison::run::run_in_background;
use crate::comparison::view::{comparison_view, may_use};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::person::check_tags;
use crate::wire::comparison::{ComparisonView, NewComparison};
use crate::wire::people::PeopleQuery;

/// Save a comparison and run it for the first time.
#[utoipa::path(post, path = "/api/comparisons", tag = "comparisons", request_body = NewComparison,
    responses((status = 201, body = ComparisonView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_comparison(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewComparison>,
) -> Result<(StatusCode, Json<ComparisonView>), Refusal> {
    caller.require(Right::Compare)?;
    let title = asked.title.trim().to_owned();
    if title.is_empty() {
        return Err(Problem::bad_input("title-missing", "请给这项比对起个名字。").into());
    }
    let mut definition = asked.definition;
    for side in [&mut definition.left, &mut definition.right] {
        check_side(&app, &caller, side).await?;
    }
    definition.check()?;
    let each_delivery = asked.each_delivery && definition.sources().next().is_some();
    let audit = entry(&caller, "comparison.create", "comparison", "")
        .with_detail(json!({ "fields": definition.fields.len() }));
    let mut tx = app.store.write(audit).await?;
    let id = tx
        .create_comparison(NewRow {
            title,
            area: caller.area.to_string(),
            department: caller.department.clone(),
            definition: json!(definition),
            each_delivery,
        })
        .await?;
    tx.commit().await?;
    run_in_background(app.clone(), id, Some(caller.account));
    let stored = app.store.comparison(id).await?;
    Definition::of(&stored)?;
    let view = comparison_view(&app, &caller, &stored).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Refuses lists that the caller may not use, and names the area of the registry.
async fn check_side(app: &App, caller: &Caller, side: &mut Side) -> Result<(), Problem> {
    match side {
        Side::Source { source } => {
            let allowed = Sources::shipped()
                .by_code(source)
                .is_some_and(|source| may_use(caller, source));
            if allowed {
                return Ok(());
            }
            Err(Problem::forbidden(
                "source-foreign",
                "这个来源的批次不归您的单位，不能用来比对，请换一边。",
            ))
        }
        Side::Upload { object, .. } => {
            let objects = app.objects.clone();
            let object = object.clone();
            tokio::task::spawn_blocking(move || objects.get(&object).map(drop))
                .await
                .map_err(|_| crate::comparison::side::stopped())?
                .map_err(|_| {
                    Problem::bad_input("list-missing", "没有找到上传的名单，请重新选择文件。")
                })
        }
        Side::Registry { area, tags, .. } => {
            let code = caller.scope(Some(area), &app.areas())?;
            *area = code.to_string();
            let asked = PeopleQuery {
                tags_all: tags.clone(),
                ..PeopleQuery::default()
            };
            check_tags(app, caller, &asked)
        }
    }
}
