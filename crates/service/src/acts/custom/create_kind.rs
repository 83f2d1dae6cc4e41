//! POST /api/kinds

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::custom::check_definition;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{fields_of, kind_view};
use crate::wire::custom::{Kind, NewKind};

/// Make a kind of objects for the caller's area.
#[utoipa::path(post, path = "/api/kinds", tag = "custom", request_body = NewKind,
    responses((status = 201, body = Kind), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_kind(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewKind>,
) -> Result<(StatusCode, Json<Kind>), Refusal> {
    caller.require(Right::DefineKinds)?;
    let fields = fields_of(asked.fields, &[])?;
    check_definition(&asked.name, &fields)?;
    let new = storage::NewKind {
        name: asked.name.trim().to_owned(),
        note: asked.note.trim().to_owned(),
        department: caller.department.clone(),
        area_code: caller.area.to_string(),
        fields,
    };
    let mut tx = app
        .store
        .write(entry(&caller, "kind.create", "kind", ""))
        .await?;
    let id = tx.create_kind(new).await?;
    tx.commit().await?;
    let kind = app.store.custom_kind(id).await?;
    Ok((
        StatusCode::CREATED,
        Json(kind_view(&app, &caller, kind).await?),
    ))
}
