//! GET /api/templates/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::form::template_view;
use crate::wire::form::Template;

/// A template of the caller's department.
#[utoipa::path(get, path = "/api/templates/{id}", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = Template), (status = 404, body = ProblemBody)))]
pub async fn template_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Template>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let stored = app.store.template(id).await?;
    if stored.department != caller.department {
        return Err(
            Problem::not_found("template-unknown", "没有这个表样，或它属于其他部门。").into(),
        );
    }
    Ok(Json(template_view(stored)?))
}
