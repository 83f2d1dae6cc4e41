//! PUT /api/kinds/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::custom::{check_change, check_definition};
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{fields_of, kind_in_reach, kind_view, owns};
use crate::wire::custom::{Kind, KindChange};

/// Change name, note and fields of a kind: fields may be added and renamed, not removed.
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
    let kind = kind_in_reach(&app, &caller, id).await?;
    if !owns(&caller, &kind) {
        return Err(Problem::forbidden(
            "kind-foreign",
            "这类对象由其他单位设置，请联系设置它的单位修改。",
        )
        .into());
    }
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
