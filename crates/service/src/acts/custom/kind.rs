//! GET /api/kinds/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{kind_in_reach, kind_view};
use crate::wire::custom::Kind;

/// A kind with its fields.
#[utoipa::path(get, path = "/api/kinds/{id}", tag = "custom", params(("id" = i64, Path)),
    responses((status = 200, body = Kind), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn kind_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Kind>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    Ok(Json(kind_view(&app, &caller, kind).await?))
}
