//! PUT /api/kinds/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::custom::{check_change, check_definition};

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{fields_of, kind_in_reach, kind_of_own, kind_view};
use crate::wire::custom::{Kind, KindChange};

/// Change name, note and fields of a kind: fields may be added and renamed, not removed. Objects keep
/// the titles and choices under which they were written in their histories.
#[utoipa::path(put, path = "/api/kinds/{id}", tag = "custom", params(("id" = i64, Path)), request_body = KindChange,
    responses((status = 200, body = Kind), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn change_kind(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<KindChange>,
) -> Result<Json<Kind>, Refusal> {
    caller.require(Right::DefineKinds)?;
    kind_in_reach(&app, &caller, id).await?;
    let kind = kind_of_own(&app, &caller, id).await?;
    let fields = fields_of(asked.fields, &kind.fields)?;
    check_definition(&asked.name, &fields)?;
    check_change(&kind.fields, &fields)?;
    let mut tx = app
        .store
        .write(entry(&caller, "kind.change", "kind", id))
        .await?;
    tx.set_kind(
        id,
        asked.version,
        asked.name.trim(),
        asked.note.trim(),
        &fields,
    )
    .await?;
    tx.commit().await?;
    let kind = app.store.custom_kind(id).await?;
    Ok(Json(kind_view(&app, &caller, kind).await?))
}
